/** What waits, and what is remembered for a time. */
import { TtlCache } from '../../../nodes/Akkio/shared/cache';
import { clock as realClock } from '../../../nodes/Akkio/shared/clock';
import { CACHE_MAX_ENTRIES, CACHE_TTL_MS } from '../../../nodes/Akkio/shared/constants';
import { classifyError, STOPPED_BEFORE } from '../../../nodes/Akkio/shared/errors';
import type { RequestError } from '../../../nodes/Akkio/shared/errors';
import { acquireLock, withLock } from '../../../nodes/Akkio/shared/mutex';
import { withRetries, type Result, type RetryPolicy } from '../../../nodes/Akkio/shared/retry';
import * as replies from '../../support/akkio/replies.mts';
import type { Reply } from '../../support/akkio/replies.mts';
import { useVirtualClock } from '../../support/engine/virtualClock';

// n8n's packages lie outside of jest's sandbox, where its fake timers are not.
jest.mock('n8n-workflow', () => jest.requireActual<object>('../../support/engine/promises.mts'));

const real = { ...realClock };
const clock = useVirtualClock();

describe('the clock', () => {
	beforeEach(() => void (Object.assign(realClock, real), jest.useFakeTimers()));
	afterEach(() => void jest.useRealTimers());

	// prettier-ignore
	test.each<[number, number | undefined, number]>([
		...[0, -1, NaN, 1, 50, 51, 20_000].map((ms): [number, undefined, number] => [ms, undefined, Math.max(ms || 0, 0)]),
		[10_000, -1, 0], [10_000, 0, 50], [10_000, 49, 50], [10_000, 120, 150], [10_000, 9_960, 10_000],
	])('sleeps %d ms, stopped after %p, for %d', async (ms, stopAt, expected) => {
		const start = real.now();
		const execution = new AbortController();
		if (stopAt === -1) execution.abort();
		let took: number | undefined;
		void real.sleep(ms, execution.signal).then(() => (took = real.now() - start));
		await jest.advanceTimersByTimeAsync(Math.max(stopAt ?? 0, 0));
		if (stopAt !== undefined) execution.abort(new Error('Stopped by the user'));
		await jest.advanceTimersByTimeAsync(60_000);
		expect([took, jest.getTimerCount()]).toEqual([expected, 0]);
	});

	test('that woke up late does not go on for what it has overslept, nor does it follow the wall clock back', async () => {
		const start = real.now();
		const sleep = real.sleep(200);
		realClock.now = () => real.now() + 5000;
		await jest.advanceTimersByTimeAsync(50);
		await sleep;
		jest.setSystemTime(0);
		expect(real.now() - start).toBe(50);
	});
});

describe('the cache', () => {
	let cache: TtlCache<string>;
	beforeEach(() => void (cache = new TtlCache()));
	const values = (...names: string[]) => names.map((name) => cache.get(name));
	const setAll = (...names: string[]) =>
		names.forEach((name) => cache.set(name, name.toUpperCase()));

	test.each([CACHE_TTL_MS, 1234])(
		'keeps a value for %d ms since it was set last, or until it is deleted',
		async (ttl) => {
			cache = new TtlCache(ttl);
			setAll('a', 'b', 'c');
			cache.delete('c');
			await clock.run(ttl - 1);
			expect(values('a', 'b', 'c')).toEqual(['A', 'B', undefined]);
			cache.set('b', 'other');
			await clock.run(ttl);
			expect(values('a', 'b')).toEqual([undefined, 'other']);
		},
	);

	test('evicts of one too many the one that was set longest ago', () => {
		setAll(...Array.from({ length: CACHE_MAX_ENTRIES }, (_, index) => `${index}`));
		cache.set('0', 'set again');
		cache.get('1');
		setAll('x');
		expect(values('0', '1', '2', 'x')).toEqual(['set again', undefined, '2', 'X']);
	});
});

describe('locks', () => {
	/** Who began and who ended, when. */
	let log: string[];
	beforeEach(() => void (log = []));

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
		void work('another', 10, { lock: 'B' });
		await clock.run();
		// prettier-ignore
		expect(log).toEqual([
			'failing from 0', 'another from 0', 'another to 10', 'failing to 40', '1 from 40', '1 to 160', '2 from 160', '2 to 190', '3 from 190', '3 to 290',
		]);
		expect(await all).toEqual([error, '1 is done', '2 is done']);
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
		expect(begun()).toEqual([
			'1 from 0',
			'stopped before from 0',
			'stopped from 61',
			'3 from 1000',
		]);
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

	test('nothing is left of a thousand waiters when all is done', async () => {
		// The one map from names to who came last.
		const set = jest.spyOn(Map.prototype, 'set');
		const { signal } = new AbortController();
		const add = jest.spyOn(signal, 'addEventListener');
		const remove = jest.spyOn(signal, 'removeEventListener');
		for (let index = 0; index < 1000; index++) void work('one', 0, { signal });
		const [tails] = set.mock.contexts as Array<Map<string, unknown>>;
		set.mockRestore();
		expect(tails!.size).toBe(1);
		await clock.run();
		expect([tails!.size, clock.waiting]).toEqual([0, 0]);
		expect(remove.mock.calls).toEqual(add.mock.calls);
	});
});

describe('retries', () => {
	const errorOf = ({ status, headers = {}, body }: Reply): RequestError => {
		const response = { statusCode: status, headers, body };
		return classifyError({ codes: [], host: 'akkio.test', target: "dataset 'Leads'", response });
	};
	const broken = (...codes: string[]) => classifyError({ codes, host: 'akkio.test' });

	const BUSY = errorOf(replies.gatewayPage(503, 0.5));
	const WAITLESS = { ...BUSY, retryAfterMs: undefined };
	const CROWD = errorOf(replies.tooMany());
	const SERVER = errorOf(replies.serverFault());
	const PROXY = errorOf(replies.requestTimeout());
	const SILENCE = broken('ECONNABORTED');
	const CLOSED = broken('ECONNRESET');
	const OFFLINE = broken('ECONNREFUSED', 'connect');
	const INVALID = errorOf(replies.invalid());
	const OK = 'OK';
	type End = RequestError | typeof OK;

	interface Trying extends Partial<RetryPolicy> {
		/** How long each try takes; of several, in order. */
		takes?: number | number[];
		/** When the execution is stopped. */
		stopAt?: number;
	}

	/** Tries that end as given, the last one for all that follow; when each began, and what came out. */
	async function tried(ends: End[], { takes = 0, stopAt, ...policy }: Trying = {}) {
		const execution = new AbortController();
		const at: number[] = [];
		const attempt = async (): Promise<Result<number>> => {
			const end = ends[Math.min(at.length, ends.length - 1)]!;
			const ms = Array.isArray(takes) ? (takes[at.length] ?? 0) : takes;
			at.push(clock.now());
			if (ms > 0) await clock.sleep(ms);
			return end === OK ? { ok: true, value: at.length } : { ok: false, error: end };
		};
		if (stopAt !== undefined) clock.at(stopAt, () => execution.abort());
		if (stopAt === 0) await clock.run();

		let over = NaN;
		const result = withRetries(attempt, { signal: execution.signal, ...policy });
		void result.then(() => (over = clock.now()));
		await clock.run();
		return { at, over, result: await result };
	}
	const waitsOf = (at: number[]) => at.slice(1).map((time, index) => time - at[index]!);
	const closeTo = (waits: number[]) => waits.map((wait) => expect.closeTo(wait, 6));
	const failed = (error: RequestError) => ({ ok: false, error });
	const succeeded = (tries: number) => ({ ok: true, value: tries });
	const stopped = failed(STOPPED_BEFORE);

	beforeEach(() => void (clock.chance = 0.5));

	test.each([
		[0, [0, 0, 0, 0]],
		[0.5, [250, 500, 1000, 2000]],
		[0.999, [499.5, 999, 1998, 3996]],
	])('five tries, with %p of 0.5, 1, 2 and 4 seconds between them', async (chance, waits) => {
		clock.chance = chance;
		const { at, result } = await tried([WAITLESS]);
		expect(waitsOf(at)).toEqual(closeTo(waits));
		expect(result).toEqual(failed(WAITLESS));
		expect((await tried([WAITLESS], { maxTries: 2 })).at).toHaveLength(2);
	});

	test('a rate limit is tried for two minutes, with waits of up to 20 seconds', async () => {
		clock.chance = 0.9;
		const { at, result } = await tried([CROWD], { maxTries: 1 });
		const seconds = [0.5, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20];
		expect(waitsOf(at)).toEqual(closeTo(seconds.map((wait) => wait * 900)));
		expect(result).toEqual(failed(CROWD));
	});

	const busyFor = (seconds: number) => errorOf(replies.tooMany(seconds));
	const [MINUTE, TEN] = [busyFor(60), busyFor(10)];
	const SECONDS = [0, 1000, 2000, 3000, 4000, 9000, 18_000, 29_000];
	const OLD = [0, 250, 750, 1750, 3750, 7750, 15_750];
	// prettier-ignore
	const TRIES: Array<[string, End[], Trying, { at?: number[]; over?: number; result?: object }]> = [
		['a success is the result at once', [OK], {}, { at: [0], over: 0, result: succeeded(1) }],
		['so is a later one', [BUSY, BUSY, OK], {}, { over: 1000, result: succeeded(3) }],
		['after four equal waits that Akkio asked for, each adds some of its own', [...Array<End>(7).fill(busyFor(1)), OK], {}, { at: SECONDS }],
		['any other error after the fifth try is the last', [...Array<End>(6).fill(CROWD), WAITLESS, OK], {}, { at: OLD, result: failed(WAITLESS) }],
		['the two minutes begin with the first request, however long it waited', [busyFor(1), OK], { takes: [121_000, 0] }, { at: [0, 122_000], result: succeeded(2) }],
		['they end with a wait that would end after them', [MINUTE], {}, { at: [0, 60_000, 120_000], over: 120_000, result: failed(MINUTE) }],
		['they count the waits for later turns', [TEN], { takes: [0, 105_000, 60_000] }, { at: [0, 10_000] }],
		['stopped before, nothing is tried', [OK], { stopAt: 0 }, { at: [], over: 0, result: stopped }],
		['stopped during a wait, it ends soon and nothing more is tried', [MINUTE, OK], { stopAt: 1010 }, { at: [0], over: 1050, result: stopped }],
		['stopped during a try that succeeds', [OK], { stopAt: 10, takes: 100 }, { at: [0], over: 100, result: succeeded(1) }],
		['stopped during one that fails for good', [INVALID, OK], { stopAt: 10, takes: 100 }, { at: [0], over: 100, result: failed(INVALID) }],
		['stopped during one that might be tried again', [BUSY, OK], { stopAt: 10, takes: 100 }, { at: [0], over: 100, result: stopped }],
		['what only reads leaves nothing unknown: its last error is the result', [SERVER, INVALID], { isRead: true }, { result: failed(INVALID) }],
		['without a signal nothing stops it', [BUSY, OK], { signal: undefined }, { result: succeeded(2) }],
		['Retry-After is kept to, to the millisecond', [busyFor(1.5), OK], {}, { at: [0, 1500] }],
		['but not above a minute', [busyFor(60.001)], {}, { at: [0], over: 0 }],
	];
	test.each(TRIES)('%s', async (_rule, ends, trying, expected) =>
		expect(await tried(ends, trying)).toMatchObject(expected),
	);

	const CERTAIN = ['BUSY', 'CROWD', 'OFFLINE'];
	const PASSING = [...CERTAIN, 'SERVER', 'PROXY', 'CLOSED'];
	test.each<[string, Partial<RetryPolicy>, string[]]>([
		['of a write: what was certainly not processed', {}, CERTAIN],
		['of a read: whatever may pass', { isRead: true }, PASSING],
		['of a write that the user wants repeated', { retryUnknown: true }, [...PASSING, 'SILENCE']],
	])('what is tried again %s', async (_what, policy, expected) => {
		const again: string[] = [];
		const errors = {
			BUSY,
			CROWD,
			OFFLINE,
			SERVER,
			PROXY,
			CLOSED,
			SILENCE,
			INVALID,
			STOPPED_BEFORE,
		};
		const BLOCKED = classifyError({ codes: [], host: '', blockedByN8n: 'No' });
		for (const [name, error] of Object.entries({ ...errors, BLOCKED })) {
			const { at, result } = await tried([error, OK], policy);
			if (at.length === 2) again.push(name);
			expect(result).toEqual(at.length === 2 ? succeeded(2) : failed(error));
		}
		expect(again).toEqual(expected);
	});

	const still = (fatalFor?: 'dataset' | 'run') => ({ ...SILENCE, fatalFor });
	const fatal = (fatalFor: 'dataset' | 'run') => ({ ...INVALID, fatalFor });
	// prettier-ignore
	test.each<[string, End[], object, number | undefined]>([
		['a success is a success', [SILENCE, BUSY, CLOSED, OK], succeeded(4), undefined],
		['a certain error leaves it unknown, in the words of the first unknown one', [BUSY, SILENCE, CLOSED, INVALID], failed(still()), undefined],
		['an error fatal for the dataset is so still', [SILENCE, fatal('dataset')], failed(still('dataset')), undefined],
		['a stop during the wait ends the run', [SILENCE, OK], failed(still('run')), 10],
		['a stop in the queue ends the run', [SILENCE, STOPPED_BEFORE], failed(still('run')), undefined],
	])('after a write of unknown outcome that is tried again, %s', async (_rule, ends, expected, stopAt) => {
		const { at, result } = await tried(ends, { retryUnknown: true, stopAt });
		expect([at.length, result]).toEqual([stopAt ? 1 : ends.length, expected]);
	});
});
