import { batchesOf } from '../../../../nodes/Akkio/append/batches';

test('rows are cut in order, the last batch shorter', () => {
	expect(batchesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
});

test('a full last batch is not followed by an empty one', () => {
	expect(batchesOf([1, 2, 3, 4], 2)).toEqual([
		[1, 2],
		[3, 4],
	]);
});

test('no rows make no batch', () => {
	expect(batchesOf([], 1000)).toEqual([]);
});
