/** Input of a size or shape that nobody means to send: a sentence of bearable length says why not. */
import type { IDataObject } from 'n8n-workflow';

import * as replies from '../../support/akkio/replies.mts';
import type { Run } from '../../support/engine/run';
import { byId, byName, useStandIn } from '../../support/engine/standIn';

const { akkio, append, appends, create, settingUp } = useStandIn();

const LONG = 'n'.repeat(1_000_000);
const fields = (count: number, name = (n: number) => `c${n}`) =>
	Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), n]));
const json = (jsonRows: unknown) => ({ dataMode: 'json', jsonRows }) as IDataObject;
const near = (n: number) => `${'x'.repeat(90)}${n + 1000}`;

interface Input {
	items?: object[];
	/** The row that the dataset has. */
	row?: object;
	dataset?: object;
	more?: IDataObject;
}

test.each<[string, Input, RegExp]>([
	[
		'20,000 fields without a column',
		{ items: [fields(20_000)] },
		/^Row 1 has fields that are not columns: c0, .* and 19995 more$/,
	],
	[
		'200 long ones that are nearly columns',
		{ items: [fields(200, (n) => `${near(n)}s`)], row: fields(1000, near) },
		/^Row 1 has fields .*x{60}…, .* and 195 more$/,
	],
	['a long name', { items: [{ [LONG]: 1 }] }, /^Row 1 has a field that is not a column: n{60}…$/],
	['NaN under a long name', { items: [{ [LONG]: NaN }] }, /^Row 1 has NaN in 'n{60}…'$/],
	[
		'long text in a numeric column',
		{ items: [{ a: LONG }] },
		/^Row 1 has 'n{40}…' in 'a', but the column is numeric$/,
	],
	['text that is not JSON', { items: [{}], more: json(LONG) }, /^'Rows' is not JSON: /],
	[
		'20,000 invalid rows',
		{ items: [{}], more: json(JSON.stringify(Array(20_000).fill(1))) },
		/^Row 1 is a number/,
	],
	[
		'a long name of a dataset',
		{ items: [{ a: 1 }], dataset: byName(LONG) },
		/^Akkio has no dataset named 'n{60}…'$/,
	],
])('%s', async (_what, { items = [{}], row = { a: 1 }, dataset, more }, message) => {
	const id = create();
	akkio().datasets.append(id, [row]);
	const { parameters } = settingUp(dataset ?? byId(id));
	const { error } = await append(byId(id), items, {
		parameters: { ...parameters, ...more } as Run['parameters'],
	});
	expect(error!.message).toMatch(message);
	expect(error!.description).toMatch(/^No row was sent\./);
	expect(`${error!.message} ${error!.description}`.length).toBeLessThan(2_000);
	expect(appends()).toEqual([]);
});

test("Akkio's words are cut, and every failed item bears no more of them", async () => {
	const detail = Array.from({ length: 50 }, (_, n) => ({
		loc: ['body', 'rows', n, LONG.slice(0, 500)],
		msg: LONG.slice(0, 500),
		type: 'x',
	}));
	for (const reply of [replies.failed(LONG), replies.invalid(...detail)]) {
		akkio().faults.next({ on: 'append', times: 100, fault: { kind: 'answer', reply } });
		const ran = await append(byId(create()), Array(50).fill({ a: 1 }), {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(ran.outputs[0]).toHaveLength(50);
		expect(ran.stored.length).toBeLessThan(100_000);
		akkio().faults.clear();
	}
});

test.each<[string, unknown, string]>([
	['text', 'x', 'Row 1 is text, expected an object'],
	['an empty list', [], 'Item 1 has no rows'],
	['a list of lists', [[{ a: 1 }]], 'Row 1 is an array, expected an object'],
])('an item that is %s is named, and nothing is sent', async (_what, item, message) => {
	const { error } = await append(byId(create()), [item as object]);
	expect(error!.message).toBe(message);
	expect(akkio().requests).toEqual([]);
});
