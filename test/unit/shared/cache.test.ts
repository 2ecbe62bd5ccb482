import { TtlCache } from '../../../nodes/Akkio/shared/cache';
import { CACHE_MAX_ENTRIES, CACHE_TTL_MS } from '../../../nodes/Akkio/shared/constants';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
let cache: TtlCache<string>;

beforeEach(() => void (cache = new TtlCache()));
const values = (...names: string[]) => names.map((name) => cache.get(name));
const setAll = (...names: string[]) => names.forEach((name) => cache.set(name, name.toUpperCase()));

test('what was set last is there under its own name, until it is deleted', () => {
	setAll('a', 'b');
	cache.set('a', 'other');
	expect(values('a', 'b', 'c')).toEqual(['other', 'B', undefined]);
	cache.delete('a');
	cache.delete('never there');
	expect(values('a', 'b')).toEqual([undefined, 'B']);
});

test.each([CACHE_TTL_MS, 1234])(
	'a value is kept for %d ms since it was set last, and not a moment longer',
	async (ttl) => {
		cache = new TtlCache(ttl);
		setAll('a', 'b');
		await clock.run(ttl - 1);
		expect(values('a', 'b')).toEqual(['A', 'B']);
		setAll('b');
		await clock.run(ttl);
		expect(values('a', 'b')).toEqual([undefined, 'B']);
	},
);

test('of one too many, the one that was set longest ago is evicted', () => {
	setAll(...Array.from({ length: CACHE_MAX_ENTRIES }, (_, index) => `${index}`));
	cache.set('0', 'set again');
	cache.get('1');
	setAll('x');
	expect(values('0', '1', '2', 'x')).toEqual(['set again', undefined, '2', 'X']);
});

test('what nobody asks for any more is not kept either', async () => {
	setAll('a');
	await clock.run(CACHE_TTL_MS);
	const deleted = jest.spyOn(Map.prototype, 'delete');
	setAll('b');
	const names = deleted.mock.calls.map(([name]) => name as string);
	deleted.mockRestore();
	expect(names).toEqual(['b', 'a']);
});
