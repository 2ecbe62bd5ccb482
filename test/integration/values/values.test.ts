/** What items hold arrives as rows: the tables of docs/values.md line by line, and what they cannot say. */
import type { Run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { byId, json } from '../../support/engine/standIn';
import { caseOf, SPECIAL } from './cases';
import { readLines } from './table.mts';

// What was sent can be seen in the dataset, be it in a column or not.
const { akkio, append, appends, create, rowsOf, settingUp } = engine.useStandIn({
	extraFields: 'keep',
});

const lines = readLines();

test('each special case has a line', () => {
	const used = lines.map(([left]) => left);
	const unused = Object.keys(SPECIAL).filter((one) => !used.some((left) => left.startsWith(one)));
	expect(unused).toEqual([]);
});

test.each(lines)('%s → %s', async (left, right, head) => {
	const { columns = {}, isCell, ...set } = caseOf(left, head.includes('JSON'));
	const id = create();
	const fields = Object.entries(columns).map(([name, type]) => ({ name, type }));
	if (fields.length > 0) akkio().datasets.setFields(id, fields);
	const { parameters } = settingUp(byId(id), set.options);
	const { error } = await append(byId(id), set.items ?? [{}], {
		binary: set.binary,
		parameters: { ...parameters, ...set.parameters } as Run['parameters'],
	});

	const codes = [...right.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
	const arrived = rowsOf(id);
	if (right.startsWith('Error: ')) {
		expect(error?.message).toBe(codes[0]);
		expect(arrived).toEqual([]);
		return;
	}
	expect(error?.message).toBeUndefined();
	const shown = isCell ? [arrived.at(-1)!.x] : arrived;
	expect(shown.map((one) => JSON.stringify(one))).toEqual(codes);
});

test('the same rows of all items are sent once, with Execute Once', async () => {
	const id = create();
	const items = [{ a: 1 }, { a: 2 }, { a: 3 }];
	const way = settingUp(byId(id), {}, json('={{ $input.all().map(i => i.json) }}'));
	const { error } = await append(byId(id), items, way);
	expect(error!.message).toBe("'Rows' has the same 3 rows for every item");
	expect(rowsOf(id)).toEqual([]);
	await append(byId(id), items, { ...way, settings: { executeOnce: true } });
	expect(rowsOf(id)).toEqual(items);
});

test("the mapper's values arrive without n8n's conversions; what is missing is null", async () => {
	const id = create();
	const value = { zip: '={{ $json.zip }}', empty: '={{ $json.empty }}', none: null };
	const schema = [...Object.keys(value), 'no'].map((name) => {
		return { id: name, displayName: name, type: 'number' };
	});
	const columns = { mappingMode: 'defineBelow', value, schema };
	const way = settingUp(byId(id), {}, { dataMode: 'defineBelow', columns });
	await append(byId(id), [{ zip: '00501', empty: '' }], way);
	expect(rowsOf(id)).toEqual([{ zip: '00501', empty: '', none: null }]);
});

test.each(engine.TOOLS)(
	"as an agent's tool (%s) what the model gave arrives, and nothing of the agent's own",
	async (type) => {
		const own = { action: 'call', chatInput: 'hi', sessionId: 's', toolCallId: 't' };
		const id = create();
		const rows = [{ action: 'buy', n: 1 }];
		for (const way of [json(rows), json(JSON.stringify(rows)), engine.columns(rows[0]!)]) {
			const { error } = await append(byId(id), [own], { ...settingUp(byId(id), {}, way), type });
			expect(error).toBeUndefined();
		}
		expect(rowsOf(id)).toEqual([...rows, ...rows, ...rows]);

		const { error } = await append(byId(id), [own], { type });
		const message = 'As a tool of an AI agent this node cannot map fields automatically';
		expect(error!.message).toBe(message);
		expect(error!.description).toMatch(/Choose JSON in 'Mapping Mode'/);
		expect(appends()).toHaveLength(3);
	},
);
