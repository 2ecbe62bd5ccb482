import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { AkkioType } from '../../support/engine/nodeTypes';
import { byId, useStandIn } from '../../support/engine/standIn';
import type { Setting } from './arbitrary';
import { expectRows, type Expected } from './model';
import type { Sample } from './items';

/** How the items reach Append Rows: its parameters besides options, and n8n's way to run it. */
export interface Way {
	samples: readonly Sample[];
	parameters: IDataObject;
	type?: AkkioType;
}

/**
 * Appends items to a dataset of their own, and compares what the stand-in has afterwards and what came
 * out with the model. Extra fields are kept by the stand-in, so that it can be seen what was sent.
 */
export function useCheck() {
	const { akkio, append, create, rowsOf, settingUp } = useStandIn({ extraFields: 'keep' });

	return async ({ samples, parameters: more, type }: Way, setting: Setting) => {
		const id = create();
		const { columns, onError, ...options } = setting;
		if (columns) akkio().datasets.setFields(id, columns);
		const { parameters } = settingUp(byId(id), { ...options, ...(more.options as object) });
		const jsons = samples.map(({ json }) => json);
		const run = {
			...{ type, settings: { onError } },
			parameters: { ...parameters, ...more, options: parameters.options } as typeof parameters,
		};
		const { error, outputs } = await append(byId(id), jsons, run);

		// In RoutingNode each item is a run of its own.
		const isRouting = type?.includes('Routing');
		const runs = isRouting ? samples.map((one) => [one]) : [samples];
		const entries = runs.flatMap((own, index) =>
			toEntries(own, setting).map((entry) => ({ ...entry, item: entry.item + index })),
		);
		const isInvalid = entries.some(({ expected }) => 'reasons' in expected);
		const arrived = rowsOf(id);
		if (isInvalid && onError === 'stopWorkflow' && !setting.dryRun) {
			expectReason(error?.message, entries);
			expect(error!.description).toMatch(/^No row was sent\./);
			expect(outputs).toEqual([]);
			expect(arrived).toEqual([]);
			return { isInvalid, arrived: 0, outputs: [] };
		}
		expect(error?.message).toBeUndefined();
		const sendable = entries.flatMap(({ expected }) =>
			'stored' in expected ? [expected.stored] : [],
		);
		// As text, since the order of the columns counts as well.
		const texts = [arrived, setting.dryRun ? [] : sendable].map((rows) =>
			rows.map((row) => JSON.stringify(row)),
		);
		// RoutingNode starts all items at once.
		if (isRouting) for (const rows of texts) rows.sort();
		expect(texts[0]).toEqual(texts[1]);
		const items = outputs
			.flat()
			.map(({ json, pairedItem }) => ({ json, item: (pairedItem as { item: number }).item }))
			.sort((a, b) => a.item - b.item);
		expect(items.map(({ item }) => item)).toEqual(samples.map((_, item) => item));
		for (const { json, item } of items) {
			checkReport(
				json,
				entries.filter((entry) => entry.item === item),
				setting,
			);
		}
		return { isInvalid, arrived: arrived.length, outputs: outputs.flat() };
	};
}

interface Entry {
	item: number;
	/** "Row 1 of item 3"; none if the item gives no rows, and the reason says everything. */
	name?: string;
	isList?: boolean;
	expected: Expected;
}

function toEntries(samples: readonly Sample[], setting: Setting): Entry[] {
	const all = samples.flatMap(({ rows }) => ('reason' in rows ? [] : rows));
	const expected = expectRows(all, setting);
	return samples.flatMap(({ rows, isList }, item): Entry[] => {
		if ('reason' in rows) return [{ item, expected: { reasons: [rows.reason] } }];
		if (rows.length === 0)
			return [{ item, expected: { reasons: [`Item ${item + 1} has no rows`] } }];
		return rows.map((_, place) => {
			const ofItem = samples.length > 1 ? ` of item ${item + 1}` : '';
			const name = isList ? `Row ${place + 1}${ofItem}` : `Row ${item + 1}`;
			return { item, name, isList, expected: expected.shift()! };
		});
	});
}

/** Which of several reasons is told is the node's choice; that one of them is, is not. */
function expectReason(message: unknown, entries: readonly Entry[]): void {
	const isNamed = ({ name, expected }: Entry) =>
		'reasons' in expected &&
		(name === undefined || String(message).startsWith(`${name} `)) &&
		expected.reasons.some((reason) => String(message).includes(reason));
	if (entries.some(isNamed)) return;
	const reasons = entries.map(({ name, expected }) => [
		name,
		'reasons' in expected && expected.reasons,
	]);
	expect(message).toEqual(reasons);
}

/** An item's report, wherever n8n's outputs and tools have it. */
function reportIn({ error, message, ...json }: IDataObject): IDataObject {
	if (typeof error !== 'object' || error === null) return { ...json, error: error ?? message };
	const { message: inner, ...rest } = error as IDataObject;
	return { ...rest, error: inner };
}

/** What came out for one item: each of its rows accounted for, once. */
function checkReport(output: IDataObject, entries: readonly Entry[], { dryRun }: Setting): void {
	const json = reportIn(JSON.parse(JSON.stringify(output)) as IDataObject);
	const [good, bad] = dryRun ? ['wouldAppend', 'wouldFail'] : ['appended', 'notAppended'];
	const [{ isList, name }] = entries as [Entry];
	const outcomes = entries.map(({ expected }) => ('stored' in expected ? good : bad));
	expect(json.outcome).toBe(outcomes.includes(bad) ? bad : good);
	if (outcomes.includes(bad)) expectReason(json.error, entries);
	else expect(json.error).toBeUndefined();
	if (name === undefined) return;
	expect(json.rowCount).toBe(outcomes.includes(bad) && !isList ? 0 : entries.length);
	const shown = isList ? (json.rows as unknown[]) : [json.row];
	expect(shown).toHaveLength(entries.length);
	for (const [place, { expected }] of entries.entries()) {
		let row = shown[place];
		if (isList && outcomes.includes(bad)) {
			expect((row as IDataObject).outcome).toBe(outcomes[place]);
			row = (row as IDataObject).row;
		}
		if ('stored' in expected) expect(JSON.stringify(row)).toBe(JSON.stringify(expected.stored));
	}
}

/** The rows that an output item is about, to feed it to the node again. */
export function toSample({ json }: INodeExecutionData): Sample {
	const { row, rows } = reportIn(json);
	const list = (rows ?? (Array.isArray(row) ? row : undefined)) as unknown[] | undefined;
	if (!list) return { json, rows: [row] };
	const isReport = (one: unknown) => (one as IDataObject | null)?.outcome !== undefined;
	const given = list.every(isReport) ? list.map((one) => (one as IDataObject).row) : list;
	return { json, rows: given, isList: true };
}
