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
const times = () => starts.map(([, time]) => time);
const names = () => starts.map(([name]) => name);
const many = (count: number, prefix = '') =>
	Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const run = () => new AbortController().signal;
const queues = () => (limiter as unknown as { queues: Map<string, object> }).queues;

describe('the pace', () => {
	test('at five a second, the first request starts at once and then one every 220 ms', async () => {
		many(6).forEach((name) => ask(name));
		await clock.run();
		expect(starts).toEqual(many(6).map((name, index) => [name, index * 220]));
	});

	test.each([
		[0.5, 2200],
		[1, 1100],
		['2', 550],
		[10, 110],
		[100, 11],
		[0.1, 11_000],
		// Typing errors, and what they are held to.
		[1000, 11],
		[Infinity, 11],
		[0.001, 11_000],
		[1e-9, 11_000],
		...[0, -1, NaN, undefined, null, '', 'many', {}].map((odd) => [odd, 220] as [unknown, number]),
	])('at %p a second, there are %d ms between two starts', async (perSecond, gap) => {
		many(4).forEach((name) => ask(name, { perSecond }));
		await clock.run();
		expect(times()).toEqual([0, gap, 2 * gap, 3 * gap].map((time) => expect.closeTo(time, 6)));
	});

	test.each([1, 2, 3, 4, 5, 7, 10, 20, 50])(
		'never more than %d requests start in any second',
		async (perSecond) => {
			const signals = [run(), run(), undefined];
			many(3 * perSecond).forEach((name, index) =>
				ask(name, { perSecond, signal: signals[index % 3] }),
			);
			for (let time = 0; time < 20_000; time += 137) askAt(time, 'trickle', { perSecond });
			many(2 * perSecond).forEach((name) => askAt(9_999, name, { perSecond, signal: signals[0] }));
			await clock.run();

			const all = times();
			expect(all).toHaveLength(5 * perSecond + 146);
			const closest = all.slice(perSecond).map((time, index) => time - all[index]!);
			expect(Math.min(...closest)).toBeGreaterThan(1000);
		},
	);

	test('a request after a rest starts at once; other keys do not wait for each other', async () => {
		for (const key of ['one', 'two']) {
			for (const time of [0, 100, 440, 5000]) askAt(time, key, { key });
		}
		await clock.run();
		expect(starts).toEqual(
			[0, 220, 440, 5000].flatMap((time) => [
				['one', time],
				['two', time],
			]),
		);
	});

	test.each([
		[100, 220],
		[101, 201 + 220],
		[1000, 1100 + 220],
	])(
		'after the event loop was blocked for %d ms, the next request starts at %d',
		async (ms, expected) => {
			// What started at 0 may leave only after the block.
			clock.at(100, () => clock.block(ms));
			many(3).forEach((name) => ask(name));
			await clock.run();
			expect(times()).toEqual([0, expected, expected + 220]);
		},
	);

	test('an n8n that is always busy still sends, a little later', async () => {
		many(3).forEach((name) => ask(name));
		for (let time = 0; time < 6000; time += 210) clock.at(time, () => clock.block(200));
		await clock.run();
		// Each start is put off once.
		expect(times()).toEqual([0, 620, 1250]);
	});
});

describe('requests with different rates', () => {
	test('the next start follows the waiting request’s own interval, not that of the one before', async () => {
		ask('slow', { perSecond: 1 });
		ask('fast', { perSecond: 10 });
		ask('slow again', { perSecond: 1 });
		await clock.run();
		expect(starts).toEqual([
			['slow', 0],
			['fast', 110],
			['slow again', 1210],
		]);
	});

	test('a rate that was mistyped holds nobody once it is corrected', async () => {
		many(2).forEach((name) => ask(name, { perSecond: 1e-9, signal: run() }));
		many(3, 'corrected ').forEach((name) => askAt(1000, name, { signal: run() }));
		await clock.run();
		expect(times().slice(0, 4)).toEqual([0, 1000, 1220, 1440]);
	});

	test('a slow run beside a fast one starts at its own rate, and is not starved', async () => {
		const [slow, fast] = [run(), run()];
		many(100, 'fast ').forEach((name) => ask(name, { signal: fast }));
		many(5, 'slow ').forEach((name) => ask(name, { signal: slow, perSecond: 1 }));
		await clock.run(10_000);
		const slowTimes = starts.filter(([name]) => name.startsWith('slow')).map(([, time]) => time);
		expect(slowTimes).toHaveLength(5);
		const gaps = slowTimes.map((time, index) => time - (slowTimes[index - 1] ?? 0));
		for (const gap of gaps) {
			expect(gap).toBeGreaterThanOrEqual(1100);
			expect(gap).toBeLessThan(1100 + 3 * 220);
		}
		const all = times();
		expect(Math.min(...all.slice(1).map((time, index) => time - all[index]!))).toBe(220);
	});
});

describe('turns', () => {
	test('runs take turns, in the order in which they came', async () => {
		const [a, b, c] = [run(), run(), run()];
		many(3, 'a').forEach((name) => ask(name, { signal: a }));
		many(1, 'b').forEach((name) => ask(name, { signal: b }));
		many(2, 'c').forEach((name) => ask(name, { signal: c }));
		await clock.run();
		// Before b came, a had already started, and waited again.
		expect(names()).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'c1']);
	});

	test("a webhook's single request waits at most two turns beside a run with 10,000 waiting", async () => {
		const large = run();
		many(10_000).forEach((name) => ask(name, { signal: large }));
		for (const time of [1, 879, 2001, 3300, 5000]) {
			askAt(time, `hook ${time}`, { signal: run() });
		}
		await clock.run(7000);
		const hooks = starts.filter(([name]) => name.startsWith('hook'));
		expect(hooks).toHaveLength(5);
		for (const [name, time] of hooks) expect(time - Number(name.slice(5))).toBeLessThanOrEqual(440);
	});

	test("the editor's request waits at most two turns beside 1,000 waiting runs", async () => {
		many(1000).forEach((name) => ask(name, { signal: run() }));
		for (const time of [1, 300, 1101]) askAt(time, `editor ${time}`);
		await clock.run(3000);
		const editor = starts.filter(([name]) => name.startsWith('editor'));
		expect(editor).toHaveLength(3);
		for (const [name, time] of editor) {
			expect(time - Number(name.slice(7))).toBeLessThanOrEqual(440);
		}
	});

	test("runs have every second turn beside a thousand of the editor's requests", async () => {
		many(1000, 'editor ').forEach((name) => ask(name));
		many(2, 'a').forEach((name) => ask(name, { signal: run() }));
		await clock.run(900);
		expect(names()).toEqual(['editor 0', 'a0', 'editor 1', 'a1', 'editor 2']);
	});
});

describe('when an execution is stopped', () => {
	test('its waiting requests leave at once, as not sent, and cost no turn', async () => {
		const stopped = new AbortController();
		const { signal } = stopped;
		many(10).forEach((name, index) => ask(name, { signal: index % 2 === 1 ? signal : run() }));
		clock.at(310, () => stopped.abort());
		await clock.run();
		expect(stops).toEqual(
			many(5)
				.map((_, index) => [`${2 * index + 1}`, 310, 'AKKIO_NOT_SENT'])
				.slice(1),
		);
		expect(starts).toEqual([
			['0', 0],
			['1', 220],
			['2', 440],
			['4', 660],
			['6', 880],
			['8', 1100],
		]);
	});

	test('at the very moment of its turn, it does not start', async () => {
		const stopped = new AbortController();
		clock.at(220, () => stopped.abort());
		ask('first');
		ask('stopped', { signal: stopped.signal });
		ask('next');
		await clock.run();
		expect(stops).toEqual([['stopped', 220, 'AKKIO_NOT_SENT']]);
		expect(starts).toEqual([
			['first', 0],
			['next', 220],
		]);
	});

	test('before it asked, it does not start; after its start, nothing changes', async () => {
		const stopped = new AbortController();
		ask('never', { signal: AbortSignal.abort() });
		ask('first', { signal: stopped.signal });
		clock.at(10, () => stopped.abort());
		await clock.run();
		expect([stops, starts]).toEqual([[['never', 0, 'AKKIO_NOT_SENT']], [['first', 0]]]);
	});
});

describe('what waiting costs', () => {
	test('a thousand waiting requests of a run have one timer and one listener, which end with the wait', async () => {
		const signal = run();
		const add = jest.spyOn(signal, 'addEventListener');
		const remove = jest.spyOn(signal, 'removeEventListener');
		const race = jest.spyOn(Promise, 'race');
		many(1000).forEach((name) => ask(name, { signal, perSecond: 100 }));
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
			many(waiting).forEach((name) => ask(name, { signal: run(), perSecond: 0.1 }));
			await clock.run(100);
			return await countPromises(async () => await clock.run(10_000));
		};
		const few = await promisesOf(10);
		expect(few).toBeGreaterThan(100);
		expect(await promisesOf(1000)).toBe(few);
	});

	test('keys are not kept in clear', async () => {
		const key = 'demo key in clear';
		many(2).forEach((name) => ask(name, { key }));
		expect([...queues().keys()]).toEqual([expect.stringMatching(/^[\w+/]{43}=$/)]);
		expect(JSON.stringify([...queues()])).not.toContain('clear');
		await clock.run();
	});

	test('queues are dropped once they are idle for the longest interval, and no earlier', async () => {
		many(100).forEach((key) => ask(key, { key }));
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
