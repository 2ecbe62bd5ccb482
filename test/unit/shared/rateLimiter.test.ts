import { RateLimiter } from '../../../nodes/Akkio/shared/rateLimiter';
import { countPromises } from '../../support/engine/promises.mts';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
let limiter: RateLimiter;
/** Who started when, and who was stopped before. */
let starts: Array<[name: string, at: number]>;
let log: string[];

beforeEach(() => {
	limiter = new RateLimiter();
	[starts, log] = [[], []];
});

interface Ask {
	key?: string;
	perSecond?: unknown;
	/** Of the run; the editor's requests have none. */
	signal?: AbortSignal;
}

/** A request asks for its turn now. */
function ask(name: string, { key = 'key', perSecond = 5, signal }: Ask = {}) {
	limiter.acquire(key, perSecond, signal).then(
		() => {
			starts.push([name, clock.now()]);
			log.push(`${name} ${Math.round(clock.now())}`);
		},
		(error: Error & { code?: unknown }) => {
			expect(error).toMatchObject({ message: 'The execution was stopped', code: 'AKKIO_NOT_SENT' });
			log.push(`${name} stopped ${clock.now()}`);
		},
	);
}
/** So many ask, called by the prefix and a number from 0. */
function askMany(count: number, prefix = '', more: Ask = {}) {
	for (let index = 0; index < count; index++) ask(`${prefix}${index}`, more);
}
const times = (prefix = '') =>
	starts.flatMap(([name, at]) => (name.startsWith(prefix) ? [at] : []));
const gapsOf = (all: number[]) => all.slice(1).map((time, index) => time - all[index]!);
const run = () => new AbortController().signal;

// prettier-ignore
test.each<[number, unknown[]]>([
	[2200, [0.5]], [1100, [1]], [550, ['2']], [110, [10]], [11, [100]], [11_000, [0.1]],
	// Typing errors, and what they are held to.
	[11, [1000, Infinity]], [11_000, [0.001, 1e-9]], [220, [0, -1, NaN, undefined, null, '', 'many', {}]],
])('the pace is a start every %d ms at %p a second, the first at once', async (gap, rates) => {
	for (const perSecond of rates) {
		limiter = new RateLimiter();
		const [begin, before] = [clock.now(), starts.length];
		askMany(4, '', { perSecond });
		await clock.run();
		const own = times().slice(before).map((time) => time - begin);
		expect(own).toEqual([0, gap, 2 * gap, 3 * gap].map((time) => expect.closeTo(time, 5)));
	}
});

test.each([1, 5, 50])('there are never more than %d starts in any second', async (most) => {
	const [more, signals] = [{ perSecond: most }, [run(), run(), undefined]];
	for (const signal of signals) askMany(most, '', { ...more, signal });
	for (let time = 0; time < 20_000; time += 137) clock.at(time, () => ask('trickle', more));
	clock.at(9_999, () => askMany(2 * most, '', { ...more, signal: signals[0] }));
	await clock.run();
	const all = times();
	expect(all).toHaveLength(5 * most + 146);
	const closest = all.slice(most).map((time, index) => time - all[index]!);
	expect(Math.min(...closest)).toBeGreaterThan(1000);
});

test('the pace of a slow run beside a fast one is its own, and it is not starved', async () => {
	askMany(100, 'fast ', { signal: run() });
	askMany(5, 'slow ', { signal: run(), perSecond: 1 });
	await clock.run(10_000);
	const gaps = gapsOf([0, ...times('slow')]);
	expect(gaps).toHaveLength(5);
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1100);
	expect(Math.max(...gaps)).toBeLessThan(1100 + 3 * 220);
	expect(Math.min(...gapsOf(times()))).toBe(220);
});

const ABC = ['a', 'b', 'c'].map((name): [number, string] => [0, name]);
const MANY = [...Array(10).keys()].map((n): [number, string, string] => {
	return [0, String(n), n % 2 === 1 ? 'odd' : `run of ${n}`];
});
const BUSY = [...Array(29).keys()].map((n): [number, number] => [n * 210, 200]);

/**
 * What asks at which time, in which run, the editor where there is none; how it goes; and before it, at
 * which times a run is stopped, or the event loop blocked for some ms.
 */
// prettier-ignore
const SCENARIOS: Array<[string, Array<[at: number, name: string, run?: string, more?: Ask]>, string, Array<[at: number, string | number]>?]> = [
	['a request after a rest starts at once, and other keys at the same time',
		[[0, 'a1'], [0, 'b1', '', { key: 'b' }], [100, 'a2'], [440, 'a3'], [440, 'b2', '', { key: 'b' }], [5000, 'a4']],
		'a1 0, b1 0, a2 220, a3 440, b2 440, a4 5000'],
	['the waiting request’s own rate counts, not that of the one before',
		[[0, 'slow', '', { perSecond: 1 }], [0, 'fast', '', { perSecond: 10 }], [0, 'slow again', '', { perSecond: 1 }]],
		'slow 0, fast 110, slow again 1210'],
	['a rate that was mistyped holds nobody once it is corrected',
		[[0, 'a', 'a', { perSecond: 1e-9 }], [0, 'b', 'a', { perSecond: 1e-9 }], [1000, 'x', 'x'], [1000, 'y', 'y'], [1000, 'z', 'z']],
		'a 0, x 1000, y 1220, z 1440, b 12440'],
	// Before b came, a had already started, and waited again.
	['runs take turns in the order in which they came, none twice in a row while another waits',
		[[0, 'a1', 'a'], [0, 'a2', 'a'], [0, 'a3', 'a'], [0, 'b1', 'b'], [0, 'c1', 'c'], [0, 'c2', 'c']],
		'a1 0, b1 220, a2 440, c1 660, a3 880, c2 1100'],
	['every second turn is a run’s beside many requests of the editor',
		[[0, 'e1'], [0, 'e2'], [0, 'e3'], [0, 'e4'], [0, 'a', 'a'], [0, 'b', 'b']],
		'e1 0, a 220, e2 440, b 660, e3 880, e4 1100'],
	// What started at 0 may leave only after the block.
	['a block of the event loop for 100 ms changes nothing', ABC, 'a 0, b 220, c 440', [[100, 100]]],
	['after a longer one it goes on anew', ABC, 'a 0, b 421, c 641', [[100, 101]]],
	['after a long one it goes on anew', ABC, 'a 0, b 1320, c 1540', [[100, 1000]]],
	['what waits keeps its queue through a block of any length', [[0, 'a', 'a', { perSecond: 0.1 }], [0, 'b', 'a', { perSecond: 0.1 }], [500, 'c', 'c']], 'a 0, c 12220, b 23220', [[500, 11_500]]],
	['an n8n that is always busy still sends, each start put off once', ABC, 'a 200, b 830, c 1460', BUSY],
	['the waiting requests of a stopped execution leave at once, and cost no turn', MANY,
		'0 0, 1 220, 3 stopped 310, 5 stopped 310, 7 stopped 310, 9 stopped 310, 2 440, 4 660, 6 880, 8 1100', [[310, 'odd']]],
	['stopped before it asked, or at the very moment of its turn, a request does not start; after its start nothing changes',
		[[0, 'early', 'a'], [0, 'first', 'b'], [0, 'late', 'c'], [0, 'next', 'd']],
		'early stopped 0, first 0, late stopped 220, next 220', [[0, 'a'], [10, 'b'], [220, 'c']]],
];
test.each(SCENARIOS)('%s', async (_rule, asks, expected, events = []) => {
	const runs = new Map<string, AbortController>();
	for (const [, , of] of asks) if (of) runs.set(of, runs.get(of) ?? new AbortController());
	for (const [at, what] of events) {
		clock.at(at, () => (typeof what === 'number' ? clock.block(what) : runs.get(what)!.abort()));
	}
	for (const [at, name, of, more] of asks) {
		clock.at(at, () => ask(name, { signal: of ? runs.get(of)!.signal : undefined, ...more }));
	}
	await clock.run();
	expect(log.join(', ')).toBe(expected);
});

const large = run();
test.each<[string, () => AbortSignal | undefined, () => AbortSignal, number]>([
	["a webhook's request beside a run of thousands", run, () => large, 10_000],
	["the editor's request beside a thousand runs", () => undefined, run, 1000],
])('after two others at most comes the turn of %s', async (_what, own, others, count) => {
	for (let index = 0; index < count; index++) ask('other', { signal: others() });
	const asked = [1, 879, 2001, 3300, 5000];
	for (const time of asked) clock.at(time, () => ask('single', { signal: own() }));
	await clock.run(7000);
	const waits = times('single').map((time, index) => time - asked[index]!);
	expect(waits).toHaveLength(5);
	expect(Math.max(...waits)).toBeLessThanOrEqual(440);
});

test('a thousand waiting requests of a run have one timer and one listener, which end with the wait', async () => {
	const signal = run();
	const add = jest.spyOn(signal, 'addEventListener');
	const remove = jest.spyOn(signal, 'removeEventListener');
	askMany(1000, '', { signal, perSecond: 100 });
	const listeners = () => [add.mock.calls.length, remove.mock.calls.length];
	await clock.run(500);
	// The first one did not wait.
	expect([clock.waiting, listeners()]).toEqual([1, [2, 1]]);
	await clock.run();
	expect(starts).toHaveLength(1000);
	expect([clock.waiting, listeners()]).toEqual([0, [2, 2]]);
	expect(remove).toHaveBeenLastCalledWith('abort', add.mock.calls[1]![1]);
});

test('while nobody starts, a thousand waiting requests make no more promises than ten', async () => {
	const promisesOf = async (waiting: number) => {
		limiter = new RateLimiter();
		clock.reset();
		for (let index = 0; index < waiting; index++) ask('', { signal: run(), perSecond: 0.1 });
		await clock.run(100);
		return await countPromises(async () => await clock.run(10_000));
	};
	const few = await promisesOf(10);
	expect(few).toBeGreaterThan(100);
	expect(await promisesOf(1000)).toBe(few);
});

test('queues hold no key in clear, and are dropped once idle for the longest interval, no earlier', async () => {
	const { queues } = limiter as unknown as { queues: Map<string, object> };
	for (let key = 0; key < 100; key++) ask('', { key: `demo key ${key}` });
	expect([...queues.keys()]).toEqual(Array(100).fill(expect.stringMatching(/^[\w+/]{43}=$/)));
	expect(JSON.stringify([...queues])).not.toContain('demo');
	ask('waiting', { key: 'demo key 0' });
	await clock.run(11_100);
	ask('while they count', { key: 'another', perSecond: 0.1 });
	ask('the gap counts', { key: 'demo key 0', perSecond: 0.1 });
	// That of the key 0 has started another at 220, and waits.
	expect(queues.size).toBe(2);
	await clock.run(11_221);
	expect(starts.at(-1)).toEqual(['the gap counts', 11_220]);
	await clock.run(40_000);
	ask('much later', { key: 'last' });
	expect(queues.size).toBe(1);
	await clock.run();
});
