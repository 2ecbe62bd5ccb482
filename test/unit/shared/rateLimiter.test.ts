import { RateLimiter } from '../../../nodes/Akkio/shared/rateLimiter';
import { countPromises } from '../../support/engine/promises.mts';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
let limiter: RateLimiter;
/** Who started, when. */
let starts: Array<[string, number]>;
/** Who was stopped before, when and with which code. */
let stops: Array<[string, number, unknown]>;

beforeEach(() => {
	limiter = new RateLimiter();
	starts = [];
	stops = [];
});

interface Ask {
	key?: string;
	perSecond?: unknown;
	signal?: AbortSignal;
}

/** A request asks for its turn now. */
function ask(name: string, { key = 'key', perSecond = 5, signal }: Ask = {}) {
	limiter.acquire(key, perSecond, signal).then(
		() => starts.push([name, clock.now()]),
		(error: Error & { code?: unknown }) => {
			expect(error.message).toBe('The execution was stopped');
			stops.push([name, clock.now(), error.code]);
		},
	);
}

const askAt = (time: number, name: string, more?: Ask) => clock.at(time, () => ask(name, more));
/** So many ask, called by the prefix and a number from 0. */
function askMany(count: number, prefix = '', more: Ask = {}) {
	for (let index = 0; index < count; index++) ask(`${prefix}${index}`, more);
}
const times = (prefix = '') =>
	starts.flatMap(([name, at]) => (name.startsWith(prefix) ? [at] : []));
const names = () => starts.map(([name]) => name);
const run = () => new AbortController().signal;
const queues = () => (limiter as unknown as { queues: Map<string, object> }).queues;

describe('the pace', () => {
	// prettier-ignore
	test.each<[number, unknown[]]>([
		[2200, [0.5]], [1100, [1]], [550, ['2']], [110, [10]], [11, [100]], [11_000, [0.1]],
		// Typing errors, and what they are held to.
		[11, [1000, Infinity]], [11_000, [0.001, 1e-9]], [220, [0, -1, NaN, undefined, null, '', 'many', {}]],
	])('is a start every %d ms at %p a second, the first at once', async (gap, rates) => {
		for (const perSecond of rates) {
			limiter = new RateLimiter();
			const [begin, before] = [clock.now(), starts.length];
			askMany(4, '', { perSecond });
			await clock.run();
			const own = times().slice(before).map((time) => time - begin);
			expect(own).toEqual([0, gap, 2 * gap, 3 * gap].map((time) => expect.closeTo(time, 5)));
		}
	});

	test.each([1, 2, 3, 5, 7, 20, 50])(
		'has never more than %d starts in any second',
		async (most) => {
			const [more, signals] = [{ perSecond: most }, [run(), run(), undefined]];
			for (const signal of signals) askMany(most, '', { ...more, signal });
			for (let time = 0; time < 20_000; time += 137) askAt(time, 'trickle', more);
			clock.at(9_999, () => askMany(2 * most, '', { ...more, signal: signals[0] }));
			await clock.run();

			const all = times();
			expect(all).toHaveLength(5 * most + 146);
			const closest = all.slice(most).map((time, index) => time - all[index]!);
			expect(Math.min(...closest)).toBeGreaterThan(1000);
		},
	);

	test.each([
		[100, 220],
		[101, 201 + 220],
		[1000, 1100 + 220],
	])('after the event loop was blocked for %d ms goes on at %d', async (ms, expected) => {
		// What started at 0 may leave only after the block.
		clock.at(100, () => clock.block(ms));
		askMany(3);
		await clock.run();
		expect(times()).toEqual([0, expected, expected + 220]);
	});

	test('is kept by an n8n that is always busy, which still sends, a little later', async () => {
		askMany(3);
		for (let time = 0; time < 6000; time += 210) clock.at(time, () => clock.block(200));
		await clock.run();
		// Each start is put off once.
		expect(times()).toEqual([0, 620, 1250]);
	});

	test('of a slow run beside a fast one is its own, and it is not starved', async () => {
		askMany(100, 'fast ', { signal: run() });
		askMany(5, 'slow ', { signal: run(), perSecond: 1 });
		await clock.run(10_000);
		const slow = times('slow');
		expect(slow).toHaveLength(5);
		for (const [index, time] of slow.entries()) {
			const gap = time - (slow[index - 1] ?? 0);
			expect(gap).toBeGreaterThanOrEqual(1100);
			expect(gap).toBeLessThan(1100 + 3 * 220);
		}
		const all = times();
		expect(Math.min(...all.slice(1).map((time, index) => time - all[index]!))).toBe(220);
	});
});

/** What asks at which time, in which run, the editor where there is none; and when it starts. */
// prettier-ignore
const SCENARIOS: Array<[string, Array<[at: number, name: string, run?: string, more?: Ask]>, string]> = [
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
];
test.each(SCENARIOS)('%s', async (_rule, asks, expected) => {
	const runs = new Map<string, AbortSignal>();
	for (const [at, name, of, more] of asks) {
		if (of && !runs.has(of)) runs.set(of, run());
		askAt(at, name, { signal: of ? runs.get(of) : undefined, ...more });
	}
	await clock.run();
	expect(starts.map(([name, at]) => `${name} ${Math.round(at)}`).join(', ')).toBe(expected);
});

describe('turns', () => {
	test.each<[string, () => AbortSignal | undefined, () => AbortSignal, number]>([
		["a webhook's request beside a run of thousands", run, () => large, 10_000],
		["the editor's request beside a thousand runs", () => undefined, run, 1000],
	])('come after two others at most for %s', async (_what, own, others, count) => {
		for (let index = 0; index < count; index++) ask('other', { signal: others() });
		const asked = [1, 879, 2001, 3300, 5000];
		for (const time of asked) askAt(time, 'single', { signal: own() });
		await clock.run(7000);
		const waits = times('single').map((time, index) => time - asked[index]!);
		expect(waits).toHaveLength(5);
		expect(Math.max(...waits)).toBeLessThanOrEqual(440);
	});
	const large = run();
});

describe('when an execution is stopped', () => {
	test('its waiting requests leave at once, as not sent, and cost no turn', async () => {
		const stopped = new AbortController();
		for (let index = 0; index < 10; index++) {
			ask(String(index), { signal: index % 2 === 1 ? stopped.signal : run() });
		}
		clock.at(310, () => stopped.abort());
		await clock.run();
		expect(stops).toEqual(['3', '5', '7', '9'].map((name) => [name, 310, 'AKKIO_NOT_SENT']));
		expect(names()).toEqual(['0', '1', '2', '4', '6', '8']);
		expect(times()).toEqual([0, 220, 440, 660, 880, 1100]);
	});

	test('before it asked, or at the very moment of its turn, it does not start; after its start nothing changes', async () => {
		const [stopped, later] = [new AbortController(), new AbortController()];
		clock.at(220, () => stopped.abort());
		clock.at(10, () => later.abort());
		ask('never', { signal: AbortSignal.abort() });
		ask('first', { signal: later.signal });
		ask('stopped', { signal: stopped.signal });
		ask('next', { signal: run() });
		await clock.run();
		expect(stops.map(([name, at]) => `${name} at ${at}`)).toEqual(['never at 0', 'stopped at 220']);
		expect(starts.map(([name, at]) => `${name} at ${at}`)).toEqual(['first at 0', 'next at 220']);
	});
});

describe('what waiting costs', () => {
	test('a thousand waiting requests of a run have one timer and one listener, which end with the wait', async () => {
		const signal = run();
		const add = jest.spyOn(signal, 'addEventListener');
		const remove = jest.spyOn(signal, 'removeEventListener');
		const race = jest.spyOn(Promise, 'race');
		askMany(1000, '', { signal, perSecond: 100 });
		const listeners = () => [add.mock.calls.length, remove.mock.calls.length];
		await clock.run(500);
		// The first one did not wait.
		expect([clock.waiting, listeners()]).toEqual([1, [2, 1]]);
		await clock.run();
		expect(starts).toHaveLength(1000);
		expect([clock.waiting, listeners()]).toEqual([0, [2, 2]]);
		const [, onAbort] = add.mock.calls[1]!;
		expect(remove).toHaveBeenLastCalledWith('abort', onAbort);
		expect(race).not.toHaveBeenCalled();
		race.mockRestore();
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

	test('keys are not kept in clear', async () => {
		const key = 'demo key in clear';
		askMany(2, '', { key });
		expect([...queues().keys()]).toEqual([expect.stringMatching(/^[\w+/]{43}=$/)]);
		expect(JSON.stringify([...queues()])).not.toContain('clear');
		await clock.run();
	});

	test('queues are dropped once they are idle for the longest interval, and no earlier', async () => {
		for (let key = 0; key < 100; key++) ask('', { key: String(key) });
		ask('waiting', { key: '0' });
		await clock.run(11_100);
		ask('while they count', { key: 'another', perSecond: 0.1 });
		ask('the gap counts', { key: '0', perSecond: 0.1 });
		// That of 0 has started another at 220, and waits.
		expect(queues().size).toBe(2);
		await clock.run(11_221);
		expect(names().slice(-1)).toEqual(['the gap counts']);
		expect(times().slice(-1)).toEqual([11_220]);
		await clock.run(40_000);
		ask('much later', { key: 'last' });
		expect(queues().size).toBe(1);
		await clock.run();
	});
});
