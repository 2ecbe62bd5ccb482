/** What items hold arrives as rows, by the custom operation and by RoutingNode. */
import * as engine from '../../support/engine/standIn';
import { byId, columns, json, WAYS } from '../../support/engine/standIn';

const { akkio, append, appends, create, rowsOf, settingUp } = engine.useStandIn();

const ODD = ['constructor', 'prototype', 'toString', '__proto__', 'hasOwnProperty'];
/** A row with columns of these names, as JSON text: in source code `__proto__` is no key. */
const odd = (...left: string[]) =>
	`{${ODD.filter((name) => !left.includes(name))
		.map((name) => `"${name}":"${name}!"`)
		.join()}}`;
test.each(WAYS)(
	"%s: columns called as JavaScript's own arrive, or are refused by name",
	async (type) => {
		const items = [JSON.parse(odd()) as object, JSON.parse(odd('__proto__')) as object];
		const ways = [{}, json(`[${odd()},${odd('__proto__')}]`), json('={{ $json.text }}')];
		for (const way of ways) {
			const id = create();
			const given = 'dataMode' in way ? [{ text: `[${odd()},${odd('__proto__')}]` }] : items;
			const ran = await append(byId(id), given, {
				...{ ...settingUp(byId(id), {}, way), ...engine.CONTINUE, type },
			});
			expect(rowsOf(id).map((row) => JSON.stringify(row))).toEqual([odd('__proto__')]);
			expect(JSON.stringify(engine.jsonOf(ran))).toContain("Row 1 has a field named '__proto__'");
		}
	},
);

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
	const value = {
		zip: '={{ $json.zip }}',
		empty: '={{ $json.empty }}',
		none: null,
		no: '={{ $json.no }}',
	};
	const schema = Object.keys(value).map((name) => ({
		id: name,
		displayName: name,
		type: 'number',
	}));
	const way = { ...columns(value), columns: { mappingMode: 'defineBelow', value, schema } };
	await append(byId(id), [{ zip: '00501', empty: '' }], settingUp(byId(id), {}, way));
	expect({ no: null, ...rowsOf(id)[0] }).toEqual({ zip: '00501', empty: '', none: null, no: null });
});

describe.each(engine.TOOLS)("as an agent's tool (%s)", (type) => {
	const OWN = { action: 'call', chatInput: 'hi', sessionId: 's', toolCallId: 't' };

	test("what the model gave arrives, and nothing of the agent's own", async () => {
		const id = create();
		const rows = [{ action: 'buy', n: 1 }];
		for (const way of [json(rows), json(JSON.stringify(rows)), columns(rows[0]!)]) {
			const { error } = await append(byId(id), [OWN], { ...settingUp(byId(id), {}, way), type });
			expect(error).toBeUndefined();
		}
		expect(rowsOf(id)).toEqual([...rows, ...rows, ...rows]);
	});

	test('Map Automatically says what to choose instead', async () => {
		const { error } = await append(byId(create()), [OWN], { type });
		expect(error).toMatchObject({
			message: 'As a tool of an AI agent this node cannot map fields automatically',
			description: expect.stringMatching(/Choose JSON in 'Mapping Mode'/),
		});
		expect(appends()).toEqual([]);
	});
});

test('a Mapping Mode that there is not says which there are', async () => {
	const way = settingUp(byId('abc'), {}, { dataMode: 'csv' });
	const { error } = await append(byId('abc'), [{ a: 1 }], way);
	expect(error!.message).toMatch(/^'Mapping Mode' has to be .*JSON/);
	expect(akkio().requests).toEqual([]);
});
