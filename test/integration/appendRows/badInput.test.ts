/** Input of a size or shape that nobody means to send: a sentence of bearable length says why not. */
import * as replies from '../../support/akkio/replies.mts';
import { answering, byId, byName, CONTINUE, json, useStandIn } from '../../support/engine/standIn';

const { append, appends, create, fail, filled, settingUp } = useStandIn();

const LONG = 'n'.repeat(1_000_000);
const fields = (count: number, name = (n: number) => `c${n}`) =>
	Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), n]));
const near = (n: number) => `${'x'.repeat(90)}${n + 1000}`;
const ONES = JSON.stringify(Array(20_000).fill(1));

interface Input {
	item?: object;
	/** The row that the dataset has. */
	row?: object;
	dataset?: object;
	more?: object;
}

// prettier-ignore
test.each<[string, Input, RegExp]>([
	['20,000 fields without a column', { item: fields(20_000) }, /^Row 1 has fields that are not columns: c0, .* and 19995 more$/],
	['200 long ones that are nearly columns', { item: fields(200, (n) => `${near(n)}s`), row: fields(1000, near) }, /^Row 1 has fields .*x{60}…, .* and 195 more$/],
	['a long name', { item: { [LONG]: 1 } }, /^Row 1 has a field that is not a column: n{60}…$/],
	['NaN under a long name', { item: { [LONG]: NaN } }, /^Row 1 has NaN in 'n{60}…'$/],
	['long text in a numeric column', { item: { a: LONG } }, /^Row 1 has 'n{40}…' in 'a', but the column is numeric$/],
	['text that is not JSON', { more: json(LONG) }, /^'Rows' is not JSON: /],
	['20,000 invalid rows', { more: json(ONES) }, /^Row 1 is a number/],
	['a long name of a dataset', { item: { a: 1 }, dataset: byName(LONG) }, /^Akkio has no dataset named 'n{60}…'$/],
])('%s', async (_what, { item = {}, row = { a: 1 }, dataset, more }, message) => {
	const id = filled(row);
	const { error } = await append(byId(id), [item], settingUp(dataset ?? byId(id), {}, more));
	expect(error!.message).toMatch(message);
	expect(error!.description).toMatch(/^No row was sent\./);
	expect(`${error!.message} ${error!.description}`.length).toBeLessThan(2_000);
	expect(appends()).toEqual([]);
});

const DETAIL = { loc: ['body', 'rows', 0, LONG.slice(0, 500)], msg: LONG.slice(0, 500), type: 'x' };
test.each([replies.failed(LONG), replies.invalid(...Array<typeof DETAIL>(50).fill(DETAIL))])(
	"Akkio's words are cut, and every failed item bears no more of them",
	async (reply) => {
		fail(Array(100).fill(answering(reply)));
		const ran = await append(byId(create()), Array(50).fill({ a: 1 }), CONTINUE);
		expect(ran.outputs[0]).toHaveLength(50);
		expect(ran.stored.length).toBeLessThan(100_000);
	},
);
