import {
	classifyError,
	STOPPED_BEFORE,
	type RequestError,
} from '../../../nodes/Akkio/shared/errors';
import { withRetries, type Result, type RetryPolicy } from '../../../nodes/Akkio/shared/retry';
import * as replies from '../../support/akkio/replies.mts';
import type { Reply } from '../../support/akkio/replies.mts';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();

const errorOf = ({ status, headers = {}, body }: Reply): RequestError =>
	classifyError({
		codes: [],
		host: 'akkio.test',
		target: "dataset 'Leads'",
		response: { statusCode: status, headers, body },
	});
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
const failed = (error: RequestError) => ({ ok: false, error });
const succeeded = (tries: number) => ({ ok: true, value: tries });

beforeEach(() => void (clock.chance = 0.5));

test('a success is the result, at the first try or a later one', async () => {
	expect(await tried([OK])).toEqual({ at: [0], over: 0, result: succeeded(1) });
	clock.reset();
	expect(await tried([BUSY, BUSY, OK])).toMatchObject({ over: 1000, result: succeeded(3) });
});

test.each([
	[0, [0, 0, 0, 0]],
	[0.5, [250, 500, 1000, 2000]],
	[0.999, [499.5, 999, 1998, 3996]],
])('five tries, with %p of 0.5, 1, 2 and 4 seconds between them', async (chance, waits) => {
	clock.chance = chance;
	const { at, result } = await tried([WAITLESS]);
	expect(waitsOf(at)).toEqual(waits.map((wait) => expect.closeTo(wait, 6)));
	expect(result).toEqual(failed(WAITLESS));
	expect((await tried([WAITLESS], { maxTries: 2 })).at).toHaveLength(2);
});

test('a rate limit is tried for two minutes, with waits of up to 20 seconds', async () => {
	clock.chance = 0.9;
	const { at, result } = await tried([CROWD], { maxTries: 1 });
	const seconds = [0.5, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20];
	expect(waitsOf(at)).toEqual(seconds.map((wait) => expect.closeTo(wait * 900, 6)));
	expect(result).toEqual(failed(CROWD));
});

test('after four equal waits that Akkio asked for, each adds some of its own', async () => {
	const { at } = await tried([errorOf(replies.tooMany(1))]);
	expect(waitsOf(at).slice(0, 7)).toEqual([1000, 1000, 1000, 1000, 5000, 9000, 11_000]);
});

test('any other error after the fifth try is the last', async () => {
	const { at, result } = await tried([...Array<End>(6).fill(CROWD), WAITLESS, OK]);
	expect(at).toHaveLength(7);
	expect(result).toEqual(failed(WAITLESS));
});

describe('the two minutes', () => {
	test('begin with the first request, however long it waited for its turn', async () => {
		const { at, result } = await tried([errorOf(replies.tooMany(1)), OK], { takes: [121_000, 0] });
		expect(at).toEqual([0, 122_000]);
		expect(result).toEqual(succeeded(2));
	});

	test('end with a wait that would end after them', async () => {
		const minute = errorOf(replies.tooMany(60));
		expect(await tried([minute])).toEqual({
			at: [0, 60_000, 120_000],
			over: 120_000,
			result: failed(minute),
		});
	});

	test('count the waits for later turns', async () => {
		const { at } = await tried([errorOf(replies.tooMany(10))], { takes: [0, 105_000, 60_000] });
		expect(at).toEqual([0, 10_000]);
	});
});

describe('what Akkio asks to wait', () => {
	const sentAt = 'Mon, 23 Nov 2026 10:00:00 GMT';
	const asking = (retryAfter: string, date = sentAt): RequestError => {
		const reply = replies.tooMany(retryAfter);
		return errorOf({ ...reply, headers: { ...reply.headers, date } });
	};

	test.each([
		['0', 0],
		['1.5', 1500],
		['60', 60_000],
		['Mon, 23 Nov 2026 10:00:07 GMT', 7000],
		['Mon, 23 Nov 2026 09:00:00 GMT', 0],
	])('is kept to, to the millisecond: %s', async (retryAfter, wait) => {
		expect((await tried([asking(retryAfter), OK])).at).toEqual([0, wait]);
	});

	test.each(['61', '60.001', '3600', 'Mon, 23 Nov 2026 10:01:01 GMT'])(
		'is not sat out beyond a minute: %s',
		async (retryAfter) => {
			const error = asking(retryAfter);
			expect(await tried([error, OK])).toEqual({ at: [0], over: 0, result: failed(error) });
		},
	);
});

describe('what is tried again', () => {
	const ERRORS = { BUSY, CROWD, OFFLINE, SERVER, PROXY, CLOSED, SILENCE, INVALID };
	const BLOCKED = classifyError({ codes: [], host: '', blockedByN8n: 'No' });
	test.each<[string, Partial<RetryPolicy>, Array<keyof typeof ERRORS>]>([
		['of a write: what was certainly not processed', {}, ['BUSY', 'CROWD', 'OFFLINE']],
		[
			'of a read: whatever may pass',
			{ isRead: true },
			['BUSY', 'CROWD', 'OFFLINE', 'SERVER', 'PROXY', 'CLOSED'],
		],
		[
			'of a write that the user wants repeated: what is unknown, too',
			{ retryUnknown: true },
			['BUSY', 'CROWD', 'OFFLINE', 'SERVER', 'PROXY', 'CLOSED', 'SILENCE'],
		],
	])('%s', async (_what, policy, expected) => {
		const again: string[] = [];
		for (const [name, error] of Object.entries({ ...ERRORS, BLOCKED, STOPPED_BEFORE })) {
			const { at, result } = await tried([error, OK], policy);
			if (at.length === 2) again.push(name);
			expect(result).toEqual(at.length === 2 ? succeeded(2) : failed(error));
		}
		expect(again).toEqual(expected);
	});
});

describe('after a write of unknown outcome that is tried again', () => {
	const retryUnknown = true;

	test('a success is a success', async () => {
		const { result } = await tried([SILENCE, BUSY, CLOSED, OK], { retryUnknown });
		expect(result).toEqual(succeeded(4));
	});

	test('an error that would be certain leaves it unknown, in the words of the first unknown one', async () => {
		const { at, result } = await tried([BUSY, SILENCE, CLOSED, INVALID], { retryUnknown });
		expect(at).toHaveLength(4);
		expect(result).toEqual(failed({ ...SILENCE, fatalFor: undefined }));
	});

	test.each(['dataset', 'run'] as const)(
		'an error that is fatal for the %s is so still',
		async (fatalFor) => {
			const { result } = await tried([SILENCE, { ...INVALID, fatalFor }], { retryUnknown });
			expect(result).toEqual(failed({ ...SILENCE, fatalFor }));
		},
	);

	test.each([
		['a stop during the wait', [SILENCE, OK] as End[], 10],
		['a stop in the queue', [SILENCE, STOPPED_BEFORE] as End[], undefined],
	])('%s leaves it unknown, and ends the run', async (_what, ends, stopAt) => {
		const { result } = await tried(ends, { retryUnknown, stopAt });
		expect(result).toEqual(failed({ ...SILENCE, fatalFor: 'run' }));
	});

	test('what only reads leaves nothing unknown: its last error is the result', async () => {
		expect((await tried([SERVER, INVALID], { isRead: true })).result).toEqual(failed(INVALID));
	});
});

describe('when the execution is stopped', () => {
	const stopped = failed(STOPPED_BEFORE);

	test('before the first try, nothing is tried', async () => {
		expect(await tried([OK], { stopAt: 0 })).toEqual({ at: [], over: 0, result: stopped });
	});

	test('during a wait, the wait ends soon and nothing more is tried', async () => {
		const { at, over, result } = await tried([errorOf(replies.tooMany(60)), OK], { stopAt: 1010 });
		expect([at, over, result]).toEqual([[0], 1050, stopped]);
	});

	test.each<[string, End, unknown]>([
		['succeeds', OK, succeeded(1)],
		['fails for good', INVALID, failed(INVALID)],
		['might be tried again', BUSY, stopped],
	])('during a try that %s, that try is the last', async (_how, end, result) => {
		expect(await tried([end, OK], { stopAt: 10, takes: 100 })).toEqual({
			at: [0],
			over: 100,
			result,
		});
	});
});

test('without a signal nothing stops it, and what a try throws is thrown', async () => {
	const error = new Error('No credential');
	let tries = 0;
	const attempt = async (): Promise<Result<never>> => {
		if (++tries < 3) return { ok: false, error: WAITLESS };
		throw error;
	};
	const result = withRetries(attempt, {}).catch((reason: unknown) => reason);
	await clock.run();
	expect(await result).toBe(error);
});
