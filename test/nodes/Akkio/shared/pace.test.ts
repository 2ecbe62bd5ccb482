import { Pace } from '../../../../nodes/Akkio/shared/pace';
import { VirtualClock } from '../../../support/engine/virtualClock';

let clock: VirtualClock;
let pace: Pace;
/** Who started, when. */
let starts: Array<[string, number]>;
/** Who was stopped before, when and with which code. */
let stops: Array<[string, number, unknown]>;

beforeEach(() => {
	clock = new VirtualClock();
	pace = new Pace(clock);
	starts = [];
	stops = [];
});

interface Ask {
	key?: string;
	perSecond?: unknown;
	signal?: { aborted: boolean };
}

/** A caller asks for its turn now. */
function ask(name: string, { key = 'key', perSecond = 5, signal }: Ask = {}) {
	pace.turn(key, perSecond, signal).then(
		() => starts.push([name, clock.now()]),
		(error: { code?: unknown }) => stops.push([name, clock.now(), error.code]),
	);
}

const askAt = (time: number, name: string, more?: Ask) => clock.at(time, () => ask(name, more));
const times = () => starts.map(([, time]) => time);
const names = () => starts.map(([name]) => name);
const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const lanes = () => (pace as unknown as { lanes: Map<string, object> }).lanes;

test('at five a second, the first request starts at once and then one every 220 ms', async () => {
	many(6).forEach((name) => ask(name));
	await clock.run();
	expect(starts).toEqual([
		['0', 0],
		['1', 220],
		['2', 440],
		['3', 660],
		['4', 880],
		['5', 1100],
	]);
});

test.each([
	[0.5, 2200],
	[1, 1100],
	[2, 550],
	[10, 110],
	[50, 22],
	['2', 550],
])('at %p a second, there are %d ms between two starts', async (perSecond, gap) => {
	many(4).forEach((name) => ask(name, { perSecond }));
	await clock.run();
	expect(times()).toEqual([0, gap, 2 * gap, 3 * gap].map((time) => expect.closeTo(time, 6)));
});

test.each([0, -1, NaN, undefined, null, '', 'many', {}])(
	'%p requests a second means five',
	async (perSecond) => {
		many(3).forEach((name) => ask(name, { perSecond }));
		await clock.run();
		expect(times()).toEqual([0, 220, 440]);
	},
);

test.each([1, 2, 3, 4, 5, 7, 10, 20, 50])(
	'never more than %d requests start in any second',
	async (perSecond) => {
		// A burst, a trickle and another burst, with pauses of every kind between.
		many(3 * perSecond).forEach((name) => ask(name, { perSecond }));
		for (let time = 0; time < 20_000; time += 137) askAt(time, 'trickle', { perSecond });
		many(2 * perSecond).forEach((name) => askAt(9_999, name, { perSecond }));
		await clock.run();

		const all = times();
		expect(all).toHaveLength(5 * perSecond + 146);
		const closest = all.slice(perSecond).map((time, index) => time - all[index]!);
		expect(Math.min(...closest)).toBeGreaterThan(1000);
	},
);

test('who comes after a rest starts at once, who comes too early waits for the rest of the gap', async () => {
	askAt(0, 'first');
	askAt(100, 'early');
	askAt(440, 'on time');
	askAt(5000, 'late');
	await clock.run();
	expect(starts).toEqual([
		['first', 0],
		['early', 220],
		['on time', 440],
		['late', 5000],
	]);
});

test('callers with the same key share one lane in the order of arrival', async () => {
	askAt(0, 'node A');
	askAt(10, 'picker');
	askAt(10, 'node B');
	askAt(300, 'node A again');
	askAt(225, 'node C');
	await clock.run();
	expect(starts).toEqual([
		['node A', 0],
		['picker', 220],
		['node B', 440],
		['node C', 660],
		['node A again', 880],
	]);
});

test('another key does not wait', async () => {
	for (const key of ['one', 'two', 'three']) many(2).forEach((name) => ask(key + name, { key }));
	await clock.run();
	expect(starts).toEqual([
		['one0', 0],
		['two0', 0],
		['three0', 0],
		['one1', 220],
		['two1', 220],
		['three1', 220],
	]);
});

test('a turn keeps its distance from the one before, at the rate of the one before', async () => {
	ask('slow', { perSecond: 1 });
	ask('fast', { perSecond: 10 });
	ask('last');
	await clock.run();
	expect(times()).toEqual([0, 1100, 1210]);
});

test('who is stopped while waiting leaves at the next look, as not sent, and costs no turn', async () => {
	const signal = { aborted: false };
	ask('first');
	ask('stopped', { signal });
	ask('next');
	clock.at(60, () => (signal.aborted = true));
	await clock.run();
	expect(stops).toEqual([['stopped', 100, 'AKKIO_NOT_SENT']]);
	expect(starts).toEqual([
		['first', 0],
		['next', 220],
	]);
});

test('who has been stopped before does not start, even if it is its turn', async () => {
	ask('stopped', { signal: { aborted: true } });
	ask('next');
	await clock.run();
	expect(stops).toEqual([['stopped', 0, 'AKKIO_NOT_SENT']]);
	expect(starts).toEqual([['next', 0]]);
});

test('who is stopped at the very moment of its turn does not start', async () => {
	const signal = { aborted: false };
	clock.at(220, () => (signal.aborted = true));
	ask('first');
	ask('stopped', { signal });
	ask('next');
	await clock.run();
	expect(stops).toEqual([['stopped', 220, 'AKKIO_NOT_SENT']]);
	expect(starts).toEqual([
		['first', 0],
		['next', 220],
	]);
});

test('a stop after the start changes nothing', async () => {
	const signal = { aborted: false };
	ask('first', { signal });
	ask('second', { signal });
	clock.at(230, () => (signal.aborted = true));
	await clock.run();
	expect(times()).toEqual([0, 220]);
	expect(stops).toEqual([]);
});

test('a thousand stopped waiters leave at once, and the next one goes at its time', async () => {
	const signal = { aborted: false };
	ask('first');
	many(1000).forEach((name) => ask(name, { signal }));
	ask('next');
	clock.at(10, () => (signal.aborted = true));
	await clock.run();
	expect(stops).toEqual(many(1000).map((name) => [name, 50, 'AKKIO_NOT_SENT']));
	expect(starts).toEqual([
		['first', 0],
		['next', 220],
	]);
});

test('stopped waiters among others cost the others nothing', async () => {
	const signal = { aborted: false };
	many(10).forEach((name) => ask(name, Number(name) % 2 === 1 ? { signal } : {}));
	clock.at(500, () => (signal.aborted = true));
	await clock.run();
	expect(starts).toEqual([
		['0', 0],
		['1', 220],
		['2', 440],
		['4', 660],
		['6', 880],
		['8', 1100],
	]);
	expect(stops.map(([name]) => name)).toEqual(['3', '5', '7', '9']);
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

test('a start that was a little late has its distance to the next, too', async () => {
	clock.at(200, () => clock.block(80));
	many(3).forEach((name) => ask(name));
	await clock.run();
	expect(times()).toEqual([0, 280, 500]);
});

test('keys are not kept in clear', async () => {
	const key = 'demo key in clear';
	ask('first', { key });
	ask('waiting', { key });
	expect([...lanes().keys()]).toEqual([expect.stringMatching(/^[\w+/]{43}=$/)]);
	expect(JSON.stringify([...lanes()])).not.toContain('clear');
	await clock.run();
});

test('lanes that are idle are dropped, lanes that count are kept', async () => {
	many(100).forEach((key) => ask(key, { key }));
	ask('waiting', { key: '0' });
	expect(lanes().size).toBe(100);
	await clock.run(150);
	ask('while they count', { key: 'another' });
	expect(lanes().size).toBe(101);
	await clock.run(230);
	ask('later', { key: 'one more' });
	// Still: the lane of 0, where the second has just started, of another and of one more.
	expect(lanes().size).toBe(3);
	await clock.run(1000);
	ask('much later', { key: 'last' });
	expect(lanes().size).toBe(1);
	await clock.run();
});

test('a lane is not dropped between two requests: the gap counts for who comes next', async () => {
	ask('first');
	await clock.run(200);
	ask('other', { key: 'other' });
	ask('second');
	await clock.run();
	expect(starts).toEqual([
		['first', 0],
		['other', 200],
		['second', 220],
	]);
});

test('nothing is left running when nobody waits', async () => {
	many(3).forEach((name) => ask(name));
	await clock.run();
	expect(names()).toEqual(['0', '1', '2']);
	expect([clock.now(), clock.waiting]).toEqual([660, 0]);

	const signal = { aborted: false };
	ask('last');
	ask('stopped', { signal });
	signal.aborted = true;
	await clock.run();
	expect(stops).toEqual([['stopped', 710, 'AKKIO_NOT_SENT']]);
	expect([clock.now(), clock.waiting]).toEqual([880, 0]);
});

test('an n8n that is always busy still sends, a little later', async () => {
	many(3).forEach((name) => ask(name));
	for (let time = 0; time < 6000; time += 210) clock.at(time, () => clock.block(200));
	await clock.run();
	expect(names()).toEqual(['0', '1', '2']);
	// Each start is put off at most once.
	expect(times()[2]).toBeLessThan(3000);
});
