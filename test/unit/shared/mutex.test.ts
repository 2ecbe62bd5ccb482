import { acquireLock, withLock } from '../../../nodes/Akkio/shared/mutex';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
/** Who began and who ended, when. */
let log: string[];

beforeEach(() => void (log = []));
afterEach(() => void jest.restoreAllMocks());

interface Work {
	takes?: number;
	signal?: AbortSignal;
	error?: Error;
}

/** Works for so long while it holds the lock of that name. */
async function work(name: string, who: string, { takes = 100, signal, error }: Work = {}) {
	return await withLock(name, signal, async () => {
		log.push(`${who} from ${clock.now()}`);
		await clock.sleep(takes);
		log.push(`${who} to ${clock.now()}`);
		if (error) throw error;
		return `${who} is done`;
	});
}
const begun = () => log.filter((line) => line.includes('from'));

test('one works at a time, in the order of arrival, and each gets its own result', async () => {
	const all = Promise.all([work('A', '1', { takes: 120 }), work('A', '2', { takes: 30 })]);
	clock.at(119, () => void work('A', '3'));
	await clock.run();
	expect(log).toEqual(['1 from 0', '1 to 120', '2 from 120', '2 to 150', '3 from 150', '3 to 250']);
	expect(await all).toEqual(['1 is done', '2 is done']);
	void work('A', 'later');
	await clock.run();
	expect(begun().at(-1)).toBe('later from 250');
});

test('one that hangs delays only those of the same name', async () => {
	void work('A', 'hanging', { takes: 60_000 });
	for (const name of ['A', 'B', 'C']) void work(name, name);
	await clock.run(59_000);
	expect(begun()).toEqual(['hanging from 0', 'B from 0', 'C from 0']);
	await clock.run();
	expect(begun().at(-1)).toBe('A from 60000');
});

test('an error reaches who asked, and does not keep the next from working', async () => {
	const error = new Error('no');
	const first = work('A', '1', { error }).catch((reason: unknown) => reason);
	const second = work('A', '2');
	await clock.run();
	expect(await Promise.all([first, second])).toEqual([error, '2 is done']);
	expect(begun()).toEqual(['1 from 0', '2 from 100']);
});

test('stopped while it waits, one goes on at once, and lets nobody else pass', async () => {
	const stopped = new AbortController();
	void work('A', '1', { takes: 1000 });
	void work('A', 'stopped', { takes: 10, signal: stopped.signal });
	void work('A', '3', { takes: 10 });
	clock.at(61, () => stopped.abort());
	await clock.run();
	expect(log).toEqual([
		'1 from 0',
		'stopped from 61',
		'stopped to 71',
		'1 to 1000',
		'3 from 1000',
		'3 to 1010',
	]);
});

test('stopped before it waits, one does not wait at all; stopped while it works, it works on', async () => {
	const stopped = new AbortController();
	void work('A', '1', { takes: 200, signal: stopped.signal });
	void work('A', 'stopped', { takes: 10, signal: AbortSignal.abort() });
	clock.at(60, () => stopped.abort());
	void work('A', '3', { takes: 10 });
	await clock.run();
	expect(begun()).toEqual(['1 from 0', 'stopped from 0', '3 from 200']);
});

test('a lock may be released more than once, and only its own holder is over', async () => {
	const release = await acquireLock('A');
	release();
	release();
	const releaseNext = await acquireLock('A');
	release();
	void work('A', 'third');
	await clock.run(100);
	expect(log).toEqual([]);
	releaseNext();
	await clock.run();
	expect(begun()).toEqual(['third from 100']);
});

test('a thousand waiters have a listener each at most, and nothing is left when all is done', async () => {
	// The one map from names to who came last.
	const set = jest.spyOn(Map.prototype, 'set');
	const { signal } = new AbortController();
	const add = jest.spyOn(signal, 'addEventListener');
	const remove = jest.spyOn(signal, 'removeEventListener');
	for (let index = 0; index < 1000; index++) {
		work('one of them', 'one', { takes: 0, signal, error: new Error('no') }).catch(() => {});
		void work('one of them', 'stopped', { takes: 0, signal: AbortSignal.abort() });
	}
	const index = set.mock.calls.findIndex(([name]) => name === 'one of them');
	const tails = set.mock.contexts[index] as Map<string, unknown>;
	expect([tails.size, clock.waiting]).toEqual([1, 0]);
	await clock.run();
	expect([tails.size, clock.waiting]).toEqual([0, 0]);
	expect(add.mock.calls.length).toBeLessThanOrEqual(1000);
	const removed = remove.mock.calls.map(([type, listener]) => [type, listener]);
	expect(removed).toEqual(add.mock.calls.map(([type, listener]) => [type, listener]));
});
