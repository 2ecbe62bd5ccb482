import { takeBatch } from '../../../nodes/Akkio/rows/batches';
import type { PreparedRow } from '../../../nodes/Akkio/rows/preparedRow';

const rowsOf = (...values: unknown[]): PreparedRow[] =>
	values.map((v, item) => ({ item, label: `Row ${item + 1}`, input: {}, values: { v } }));
const take = (rows: PreparedRow[], from = 0, limits = {}) =>
	takeBatch(rows, from, { rows: Infinity, bytes: Infinity, ...limits }, ({ values }) => values!);

test('a batch has the next rows, as JSON, and says how large that is', () => {
	const rows = rowsOf(1, 2, 3, 4, 5);
	expect(take(rows, 0, { rows: 2 })).toEqual({
		rows: rows.slice(0, 2),
		json: '[{"v":1},{"v":2}]',
		bytes: 17,
	});
	expect(take(rows, 3, { rows: 9 })).toMatchObject({ json: '[{"v":4},{"v":5}]' });
	expect(take(rows, 4)).toEqual({ rows: [rows[4]], json: '[{"v":5}]', bytes: 9 });
});

// A row is 7 bytes, the brackets are 2, a comma is 1.
// prettier-ignore
test.each([
	[{ bytes: 9 }, 1], [{ bytes: 16 }, 1], [{ bytes: 17 }, 2], [{ bytes: 24 }, 2], [{ bytes: 25 }, 3],
	[{ rows: 1 }, 1], [{ rows: 2 }, 2], [{ rows: 3 }, 3], [{ rows: 4 }, 3],
])('%j hold %d of three rows, brackets and commas counted', (limits, count) =>
	expect(take(rowsOf(1, 2, 3), 0, limits).rows).toHaveLength(count),
);

test('a row that is larger than a batch goes alone, first or later; bytes are bytes of UTF-8', () => {
	const rows = rowsOf('x'.repeat(100), 1, 'ü€😀'.repeat(10));
	const sizes = [0, 1, 2].map((from) => take(rows, from, { bytes: 20 }).bytes);
	expect(sizes).toEqual([110, 9, 100]);
});

test('rows go as they are recorded, each once', () => {
	const toRecord = jest.fn(({ item }: PreparedRow) => ({ n: item }));
	const { json } = takeBatch(rowsOf(1, 2, 3), 1, { rows: 2, bytes: 100 }, toRecord);
	expect([json, toRecord.mock.calls.length]).toEqual(['[{"n":1},{"n":2}]', 2]);
});
