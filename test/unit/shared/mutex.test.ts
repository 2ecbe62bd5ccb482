import { acquireLock, withLock } from '../../../nodes/Akkio/shared/mutex';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
/** Who began and who ended, when. */
let log: string[];

beforeEach(() => void (log = []));
afterEach(() => void jest.restoreAllMocks());

interface Work {
	lock?: string;
	signal?: AbortSignal;
	error?: Error;
}

/** Works for so long while it holds the lock. */
async function work(who: string, takes: number, { lock = 'A', signal, error }: Work = {}) {
	return await withLock(lock, signal, async () => {
		log.push(`${who} from ${clock.now()}`);
		await clock.sleep(takes);
		log.push(`${who} to ${clock.now()}`);
		if (error) throw error;
		return `${who} is done`;
	});
}
const begun = () => log.filter((line) => line.includes('from'));

test('one works at a time, in the order of arrival, and each gets its own result or error', async () => {
	const error = new Error('no');
	const failing = work('failing', 40, { error }).catch((reason: unknown) => reason);
	const all = Promise.all([failing, work('1', 120), work('2', 30)]);
	clock.at(159, () => void work('3', 100));
	await clock.run();
	// prettier-ignore
	expect(log).toEqual([
		'failing from 0', 'failing to 40', '1 from 40', '1 to 160', '2 from 160', '2 to 190', '3 from 190', '3 to 290',
	]);
	expect(await all).toEqual([error, '1 is done', '2 is done']);
	void work('later', 1);
	await clock.run();
	expect(begun().at(-1)).toBe('later from 290');
});

test('one that hangs delays only those of the same name', async () => {
	void work('hanging', 60_000);
	for (const lock of ['A', 'B', 'C']) void work(lock, 100, { lock });
	await clock.run(59_000);
	expect(begun()).toEqual(['hanging from 0', 'B from 0', 'C from 0']);
	await clock.run();
	expect(begun().at(-1)).toBe('A from 60000');
});

test('stopped before or while it waits, one goes on at once, and lets nobody else pass; a stop while it works changes nothing', async () => {
	const [working, waiting] = [new AbortController(), new AbortController()];
	void work('1', 1000, { signal: working.signal });
	void work('stopped before', 10, { signal: AbortSignal.abort() });
	void work('stopped', 10, { signal: waiting.signal });
	void work('3', 10);
	clock.at(60, () => working.abort());
	clock.at(61, () => waiting.abort());
	await clock.run();
	expect(begun()).toEqual(['1 from 0', 'stopped before from 0', 'stopped from 61', '3 from 1000']);
});

test('a lock may be released more than once, and only its own holder is over', async () => {
	const release = await acquireLock('A');
	release();
	release();
	const releaseNext = await acquireLock('A');
	release();
	void work('third', 100);
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
	const lock = 'one of them';
	for (let index = 0; index < 1000; index++) {
		work('one', 0, { lock, signal, error: new Error('no') }).catch(() => {});
		void work('stopped', 0, { lock, signal: AbortSignal.abort() });
	}
	const index = set.mock.calls.findIndex(([name]) => name === lock);
	const tails = set.mock.contexts[index] as Map<string, unknown>;
	expect([tails.size, clock.waiting]).toEqual([1, 0]);
	await clock.run();
	expect([tails.size, clock.waiting]).toEqual([0, 0]);
	expect(add.mock.calls.length).toBeLessThanOrEqual(1000);
	expect(remove.mock.calls).toEqual(add.mock.calls);
});
