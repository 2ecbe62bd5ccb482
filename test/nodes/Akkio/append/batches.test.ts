import { nextBatch, type Batch } from '../../../../nodes/Akkio/append/batches';
import { Unfit } from '../../../../nodes/Akkio/append/unfit';

const rows = (...values: unknown[]) => values.map((v) => ({ v }));
const json = ({ pieces }: Batch) => pieces.join(',');
const NONE = { rows: Infinity, bytes: Infinity };

test('a batch takes as many rows as fit, in order, and says how large it is', () => {
	const five = rows(1, 2, 3, 4, 5);
	const first = nextBatch(five, 0, 5, { ...NONE, rows: 2 });
	const pieces = ['{"v":1}', '{"v":2}'];
	expect(first).toEqual({ from: 0, to: 2, pieces, bytes: 15, skipped: [] });
	const last = nextBatch(five, 4, 5, { ...NONE, rows: 2 });
	expect(last).toEqual({ from: 4, to: 5, pieces: ['{"v":5}'], bytes: 7, skipped: [] });
});

test('a batch ends where it is told to', () => {
	expect(nextBatch(rows(1, 2, 3), 1, 2, NONE)).toMatchObject({ from: 1, to: 2 });
});

test.each([
	[7, 1],
	[14, 1],
	[15, 2],
	[22, 2],
	[23, 3],
])('%d bytes hold %d of the rows, commas counted', (bytes, count) => {
	expect(nextBatch(rows(1, 2, 3), 0, 3, { ...NONE, bytes })!.to).toBe(count);
});

test('a single larger row goes alone', () => {
	const large = rows('x'.repeat(100), 1);
	expect(nextBatch(large, 0, 2, { ...NONE, bytes: 10 })).toMatchObject({
		from: 0,
		to: 1,
		bytes: 108,
	});
});

test('bytes are bytes of UTF-8, not letters', () => {
	expect(nextBatch(rows('ü€😀'), 0, 1, NONE)!.bytes).toBe(17);
});

test('a row that has no JSON ends the batch before it, and is none itself', () => {
	const odd = [{ v: 1 }, { v: 2n }, { v: 3 }];
	expect(nextBatch(odd, 0, 3, NONE)!.to).toBe(1);
	expect(nextBatch(odd, 1, 3, NONE)).toBeUndefined();
	expect(json(nextBatch(odd, 2, 3, NONE)!)).toBe('{"v":3}');
});

test('rows in between that cannot be sent, or are large, change nothing about the others', () => {
	const many: unknown[] = Array.from({ length: 1000 }, (_, n) => ({ n, text: 'é'.repeat(n % 7) }));
	many[150] = new Unfit('has no fields', '');
	many[420] = { text: 'x'.repeat(5000) };
	const all = many as Parameters<typeof nextBatch>[0];
	for (const limits of [NONE, { ...NONE, rows: 333 }, { ...NONE, bytes: 4000 }]) {
		const sent: string[] = [];
		for (let from = 0; from < all.length; ) {
			const batch = nextBatch(all, from, all.length, limits)!;
			expect(batch.bytes).toBe(Buffer.byteLength(json(batch)));
			expect(batch.bytes <= limits.bytes || batch.to - batch.from === 1).toBe(true);
			sent.push(json(batch));
			from = batch.to;
		}
		const expected = many.filter((row) => !(row instanceof Unfit));
		expect(JSON.parse(`[${sent.join(',')}]`)).toEqual(expected);
	}
});
