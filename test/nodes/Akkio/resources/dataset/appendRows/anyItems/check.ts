import type { IDataObject } from 'n8n-workflow';

import { byId, useStandIn } from '../../../../../../support/engine/standIn';
import type { Setting } from './setting';
import { fatesOf, type Fate } from './model';
import type { Sample } from './samples';

/**
 * Appends items to datasets of their own, and holds what the stand-in has afterwards and what came
 * out against the model. Extra fields are kept by the stand-in, so that it can be seen what was sent.
 */
export function useCheck() {
	const { akkio, append, create, rowsOf, settingUp } = useStandIn({ extraFields: 'keep' });

	return async (samples: readonly Sample[], setting: Setting, more: IDataObject) => {
		const id = create();
		const { columns, goesOn, ...choices } = setting;
		const first = columns?.map(({ name, type }) => [name, type === 'number' ? 1 : 'x'] as const);
		if (first) akkio().datasets.append(id, [Object.fromEntries(first)]);
		const { options, ...others } = more;
		const { parameters } = settingUp(byId(id), { ...choices, ...(options as object) });
		const { error, outputs } = await append(
			byId(id),
			samples.map(({ json }) => json),
			{
				parameters: { ...parameters, ...others } as typeof parameters,
				settings: goesOn ? { onError: 'continueRegularOutput' } : {},
			},
		);

		const entries = entriesOf(samples, setting);
		const isWrong = entries.some(({ fate }) => 'wrong' in fate);
		const arrived = rowsOf(id).slice(first ? 1 : 0);
		if (isWrong && !goesOn) {
			// Which of several reasons is told is the node's choice; that one of them is, is not.
			expect(entries.flatMap(messagesOf)).toContain(short(error?.message));
			expect(error!.description).toMatch(/^No row was sent\./);
			expect(outputs).toEqual([]);
			expect(arrived).toEqual([]);
			return { stopped: true, arrived: 0 };
		}
		expect(error?.message).toBeUndefined();
		const sendable = entries.flatMap(({ fate }) => ('stored' in fate ? [fate.stored] : []));
		// As text, since the order of the columns counts as well.
		expect(arrived.map((row) => JSON.stringify(row))).toEqual(
			sendable.map((row) => JSON.stringify(row)),
		);
		expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual(
			samples.map((_, item) => ({ item })),
		);
		outputs[0]!.forEach(({ json }, item) =>
			checkReport(
				JSON.parse(JSON.stringify(json)),
				entries.filter((entry) => entry.item === item),
			),
		);
		return { stopped: false, arrived: arrived.length };
	};
}

interface Entry {
	item: number;
	/** "Row 1 of item 3"; none if the item gives no rows, and `wrong` says everything. */
	name?: string;
	isList?: boolean;
	fate: Fate;
}

function entriesOf(samples: readonly Sample[], setting: Setting): Entry[] {
	const rows = samples.flatMap(({ rows }) => ('complaint' in rows ? [] : rows));
	const fates = fatesOf(rows, setting);
	return samples.flatMap(({ rows, isList }, item): Entry[] => {
		if ('complaint' in rows) return [{ item, fate: { wrong: [rows.complaint] } }];
		if (rows.length === 0) return [{ item, fate: { wrong: [`Item ${item + 1} has no rows`] } }];
		return rows.map((_, place) => {
			const inItem = samples.length > 1 ? ` of item ${item + 1}` : '';
			const name = isList ? `Row ${place + 1}${inItem}` : `Row ${item + 1}`;
			return { item, name, isList, fate: fates.shift()! };
		});
	});
}

const messagesOf = ({ name, fate }: Entry) =>
	'wrong' in fate ? fate.wrong.map((why) => (name === undefined ? why : `${name} ${why}`)) : [];

/** Without V8's own words, and the number. */
const short = (message: unknown) =>
	String(message).replace(/^('Rows' (?:is not JSON|holds a number too long to be exact)).*/s, '$1');

/** What came out for one item: each of its rows accounted for, once. */
function checkReport(json: IDataObject, entries: Entry[]): void {
	const [{ isList, name }] = entries as [Entry];
	const stored = entries.map(({ fate }) => ('stored' in fate ? fate.stored : undefined));
	if (stored.every((row) => row !== undefined)) {
		const rows = isList ? { rows: stored } : { row: stored[0] };
		expect(json).toMatchObject({ outcome: 'appended', rowCount: entries.length, ...rows });
		return;
	}
	expect(entries.flatMap(messagesOf)).toContain(short(json.error));
	const details = json.details as { outcome: string; rows?: Array<{ outcome: string }> };
	expect(details.outcome).toBe('notAppended');
	if (name === undefined || !isList) return;
	expect(details.rows!.map(({ outcome }) => outcome)).toEqual(
		stored.map((row) => (row ? 'appended' : 'notAppended')),
	);
}
