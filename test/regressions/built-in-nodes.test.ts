/** What n8n's built-in table nodes get wrong (seen in 2.41.1), each as a rule that Append Rows keeps. */
import * as replies from '../support/akkio/replies.mts';
import { byId, people, useStandIn } from '../support/engine/standIn';

const { akkio, append, batches, create, rowsOf, settingUp } = useStandIn();

const refusing = (reply: replies.Reply) =>
	akkio().faults.next({ on: 'append', fault: { kind: 'answer', reply } });
const onError = (onError: 'continueRegularOutput' | 'continueErrorOutput') => ({
	settings: { onError },
});

test('all of them: a 429 is waited out', async () => {
	const id = create();
	refusing(replies.tooMany(1));
	expect((await append(byId(id), people(1))).error).toBeUndefined();
	expect(rowsOf(id)).toEqual(people(1));
});

test('all of them: a request is limited by bytes, and a 413 is split', async () => {
	const id = create();
	refusing(replies.tooLarge());
	const items = Array.from({ length: 12 }, (_, n) => ({ n: n + 10, text: 'x'.repeat(200_000) }));
	await append(byId(id), items);
	expect(batches()).toEqual([4, 2, 2, 2, 2, 2, 2]);
	expect(rowsOf(id)).toEqual(items);
});

test('Baserow: each output item is paired with its own input item, not with the first', async () => {
	const { outputs } = await append(byId(create()), people(3));
	expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

test('Baserow: a batch heeds On Error', async () => {
	refusing(replies.failed('no'));
	const { error, outputs } = await append(
		byId(create()),
		people(2),
		onError('continueRegularOutput'),
	);
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(2);
});

test('BigQuery: what earlier batches achieved is still told when a later one fails', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	refusing(replies.failed('no'));
	const { error } = await append(byId(id), people(3), settingUp(byId(id), { rowsPerRequest: 2 }));
	expect(error!.description).toMatch(/^Rows 1–2: appended\. Row 3: refused/);
});

test('BigQuery, Sheets: a field that is no column is not dropped without a word, and makes no column', async () => {
	const id = create();
	await append(byId(id), [{ a: 1 }]);
	const { fields } = akkio().datasets.get(id)!;
	const { error } = await append(byId(id), [{ a: 2, extra: 'x' }]);
	expect(error!.message).toBe('Row 1 has a field without a column: extra');
	expect(rowsOf(id)).toEqual([{ a: 1 }]);
	expect(akkio().datasets.get(id)!.fields).toEqual(fields);
});

test('NocoDB: an item without fields makes no empty row', async () => {
	const id = create();
	await append(byId(id), [{}, { a: 1 }], onError('continueRegularOutput'));
	expect(rowsOf(id)).toEqual([{ a: 1 }]);
});

test('SeaTable: 0, false and empty text arrive as they are', async () => {
	const id = create();
	const row = { zero: 0, no: false, empty: '', nothing: null };
	await append(byId(id), [row]);
	expect(rowsOf(id)).toEqual([row]);
});

test('Data Table, Supabase: a failed item goes to the error output and nowhere else', async () => {
	refusing(replies.failed('no'));
	const { outputs } = await append(byId(create()), people(2), onError('continueErrorOutput'));
	expect(outputs.map((items) => items.length)).toEqual([0, 2]);
});

test('Airtable: rows share a request', async () => {
	await append(byId(create()), people(1000));
	expect(batches()).toEqual([1000]);
});

test('Postgres: a bad item does not shift the pairing of those after it', async () => {
	const items = [{ n: 0 }, {}, { n: 2 }, { n: 3 }];
	const { outputs } = await append(byId(create()), items, onError('continueRegularOutput'));
	const pairs = outputs[0]!.map(({ json, pairedItem }) => [
		(json.row as { n: number })?.n,
		pairedItem,
	]);
	expect(pairs).toEqual([
		[0, { item: 0 }],
		[undefined, { item: 1 }],
		[2, { item: 2 }],
		[3, { item: 3 }],
	]);
});
