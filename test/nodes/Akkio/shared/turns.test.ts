import { oneAtATime } from '../../../../nodes/Akkio/shared/turns';
import { VirtualClock } from '../../../support/engine/virtualClock';

let clock: VirtualClock;
/** Who began and who ended, when. */
let log: string[];

beforeEach(() => {
	clock = new VirtualClock();
	log = [];
});
afterEach(() => jest.restoreAllMocks());

interface Work {
	takes?: number;
	signal?: { aborted: boolean };
	error?: Error;
}

/** Somebody has work of that length under a name; what comes out is what `oneAtATime` gives back. */
async function work(name: string, who: string, { takes = 100, signal, error }: Work = {}) {
	return await oneAtATime(name, { clock, signal }, async () => {
		log.push(`${who} from ${clock.now()}`);
		await clock.pause(takes);
		log.push(`${who} to ${clock.now()}`);
		if (error) throw error;
		return `${who} is done`;
	});
}

test('under one name, one works at a time, in the order of arrival', async () => {
	const all = Promise.all([
		work('A', 'first', { takes: 120 }),
		work('A', 'second', { takes: 30 }),
		work('A', 'third'),
	]);
	await clock.run();
	expect(log).toEqual([
		'first from 0',
		'first to 120',
		'second from 120',
		'second to 150',
		'third from 150',
		'third to 250',
	]);
	expect(await all).toEqual(['first is done', 'second is done', 'third is done']);
});

test('who comes while others wait comes after them', async () => {
	void work('A', 'first');
	void work('A', 'second');
	clock.at(60, () => void work('A', 'third'));
	clock.at(99, () => void work('A', 'fourth'));
	await clock.run();
	expect(log.filter((line) => line.includes('from'))).toEqual([
		'first from 0',
		'second from 100',
		'third from 200',
		'fourth from 300',
	]);
});

test('who comes when nobody works begins at once, also after others', async () => {
	void work('A', 'first');
	expect(log).toEqual(['first from 0']);
	await clock.run(100);
	void work('A', 'second');
	expect(log).toEqual(['first from 0', 'first to 100', 'second from 100']);
	await clock.run();
});

test('different names work side by side', async () => {
	for (const name of ['A', 'B', 'C']) void work(name, name);
	await clock.run();
	expect(log).toEqual(['A from 0', 'B from 0', 'C from 0', 'A to 100', 'B to 100', 'C to 100']);
});

test('an error reaches who asked, and does not keep the next from working', async () => {
	const error = new Error('no');
	const first = work('A', 'first', { error }).catch((reason: unknown) => reason);
	const second = work('A', 'second');
	const third = work('A', 'third', { error }).catch((reason: unknown) => reason);
	const fourth = work('A', 'fourth');
	await clock.run();
	expect(await Promise.all([first, second, third, fourth])).toEqual([
		error,
		'second is done',
		error,
		'fourth is done',
	]);
	expect(log.filter((line) => line.includes('from'))).toEqual([
		'first from 0',
		'second from 100',
		'third from 200',
		'fourth from 300',
	]);
});

test('who is stopped while waiting goes on at the next look', async () => {
	const signal = { aborted: false };
	void work('A', 'first', { takes: 1000 });
	void work('A', 'stopped', { takes: 10, signal });
	clock.at(60, () => (signal.aborted = true));
	await clock.run();
	expect(log).toEqual(['first from 0', 'stopped from 100', 'stopped to 110', 'first to 1000']);
});

test('who has been stopped before does not wait at all', async () => {
	void work('A', 'first');
	void work('A', 'stopped', { takes: 10, signal: { aborted: true } });
	await clock.run();
	expect(log[1]).toBe('stopped from 0');
});

test('a stop of one lets nobody pass: the next still waits for all before', async () => {
	const signal = { aborted: false };
	void work('A', 'first', { takes: 1000 });
	void work('A', 'stopped', { takes: 10, signal });
	void work('A', 'third', { takes: 10 });
	clock.at(60, () => (signal.aborted = true));
	await clock.run();
	expect(log.slice(-3)).toEqual(['first to 1000', 'third from 1000', 'third to 1010']);
});

test('a stop while working is for the work to see', async () => {
	const signal = { aborted: false };
	void work('A', 'first', { takes: 200, signal });
	void work('A', 'second', { takes: 10 });
	clock.at(60, () => (signal.aborted = true));
	await clock.run();
	expect(log).toEqual(['first from 0', 'first to 200', 'second from 200', 'second to 210']);
});

test('nothing is remembered and nothing runs when all is done', async () => {
	// The one map from names to who came last.
	const set = jest.spyOn(Map.prototype, 'set');
	const names = Array.from({ length: 100 }, (_, index) => `dataset ${index}`);
	for (const name of names) {
		void work(name, 'first');
		work(name, 'second', { error: new Error('no') }).catch(() => {});
		void work(name, 'third', { signal: { aborted: true } });
	}
	const index = set.mock.calls.findIndex(([name]) => name === 'dataset 7');
	const last = set.mock.contexts[index] as Map<string, unknown>;
	expect([...last.keys()]).toEqual(names);
	await clock.run();
	expect(last.size).toBe(0);
	expect(clock.waiting).toBe(0);
	expect(clock.now()).toBeLessThanOrEqual(250);
});

test('who ends forgets only itself: the next newcomer waits for who is still at work', async () => {
	void work('A', 'first');
	void work('A', 'second');
	await clock.run(150);
	void work('A', 'third');
	await clock.run();
	expect(log.slice(-3)).toEqual(['second to 200', 'third from 200', 'third to 300']);
});
