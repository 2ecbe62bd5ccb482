import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { AkkioType } from '../../support/engine/nodeTypes';
import { byId, useStandIn } from '../../support/engine/standIn';
import { toSample, type Sample, type Setting } from './arbitrary';
import { expectRows, type Expected } from './model';

/** How the items reach Append Rows: its parameters besides options, and n8n's way to run it. */
export interface Way {
	samples: readonly Sample[];
	parameters: { dataMode?: string; options?: object };
	type?: AkkioType;
}

/** One of an item's rows. */
interface Entry {
	item: number;
	/** "Row 1 of item 3"; none if the item gives no rows, and the reason says everything. */
	name?: string;
	isList?: boolean;
	expected: Expected;
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
		const { parameters } = settingUp(byId(id), { ...options, ...more.options });
		const { error, outputs } = await append(
			byId(id),
			samples.map(({ json }) => json),
			{
				...{ type, settings: { onError } },
				parameters: { ...parameters, ...more, options: parameters.options } as typeof parameters,
			},
		);

		// In RoutingNode each item is a run of its own, and all are started at once.
		const isRouting = type?.includes('Routing');
		const runs = isRouting ? samples.map((one) => [one]) : [samples];
		const entries = runs.flatMap((own, first) => toEntries(own, setting, first));
		const isInvalid = entries.some(({ expected }) => 'reasons' in expected);
		const arrived = rowsOf(id);
		if (isInvalid && onError === 'stopWorkflow' && !setting.dryRun) {
			expectReason(error?.message, entries);
			expect(error!.description).toMatch(/^No row was sent\./);
			expect([outputs, arrived]).toEqual([[], []]);
			return { isInvalid, arrived: 0, outputs: [] };
		}
		expect(error?.message).toBeUndefined();
		const good = entries.flatMap(({ expected }) => ('stored' in expected ? [expected.stored] : []));
		// As text, since the order of the columns counts as well.
		const [got, sent] = [arrived, setting.dryRun ? [] : good].map((rows) => {
			const texts = rows.map((row) => JSON.stringify(row));
			return isRouting ? texts.sort() : texts;
		});
		expect(got).toEqual(sent);
		const items = outputs
			.flat()
			.map(({ json, pairedItem }) => ({ json, item: (pairedItem as { item: number }).item }))
			.sort((a, b) => a.item - b.item);
		expect(items.map(({ item }) => item)).toEqual([...samples.keys()]);
		for (const { json, item } of items) {
			const own = entries.filter((entry) => entry.item === item);
			checkReport(json, own, setting);
		}
		return { isInvalid, arrived: arrived.length, outputs: outputs.flat() };
	};
}

function toEntries(samples: readonly Sample[], setting: Setting, first: number): Entry[] {
	const all = samples.flatMap(({ rows }) => ('reason' in rows ? [] : rows));
	const expected = expectRows(all, setting);
	return samples.flatMap(({ rows, isList }, at): Entry[] => {
		const item = first + at;
		if ('reason' in rows) return [{ item, expected: { reasons: [rows.reason] } }];
		const none = { reasons: [`Item ${at + 1} has no rows`] };
		if (rows.length === 0) return [{ item, expected: none }];
		return rows.map((_, place) => {
			const ofItem = samples.length > 1 ? ` of item ${at + 1}` : '';
			const name = isList ? `Row ${place + 1}${ofItem}` : `Row ${at + 1}`;
			return { item, name, isList, expected: expected.shift()! };
		});
	});
}

/** Which of several reasons is told is the node's choice; that one of them is, is not. */
function expectReason(message: unknown, entries: readonly Entry[]): void {
	const reasons = entries.flatMap(({ name, expected }) =>
		'reasons' in expected ? expected.reasons.map((reason) => [name, reason] as const) : [],
	);
	const isTold = ([name, reason]: readonly [string | undefined, string]) =>
		String(message).startsWith(name ? `${name} ` : '') && String(message).includes(reason);
	if (!reasons.some(isTold)) expect(message).toEqual(reasons);
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
	const isBad = outcomes.includes(bad);
	expect(json.outcome).toBe(isBad ? bad : good);
	if (isBad) expectReason(json.error, entries);
	else expect(json.error).toBeUndefined();
	if (name === undefined) return;
	expect(json.rowCount).toBe(isBad && !isList ? 0 : entries.length);
	const shown = (isList ? json.rows : [json.row]) as IDataObject[];
	expect(shown).toHaveLength(entries.length);
	for (const [place, { expected }] of entries.entries()) {
		const { outcome, row } = isList && isBad ? shown[place]! : { row: shown[place] };
		if (isList && isBad) expect(outcome).toBe(outcomes[place]);
		if ('stored' in expected) expect(JSON.stringify(row)).toBe(JSON.stringify(expected.stored));
	}
}

/** What an output item ought to give when it is fed to the node again: the rows that it is about. */
export function outputSample({ json }: INodeExecutionData): Sample {
	const { row, rows } = reportIn(json);
	const list = (rows ?? row) as IDataObject | Array<IDataObject | null>;
	const isReport = (one: IDataObject | null) => one?.outcome !== undefined;
	const isOfReports = Array.isArray(list) && list.every(isReport);
	return toSample(isOfReports ? list.map((one) => one!.row) : list, json);
}
