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
];
test.each(TRIES)('%s', async (_rule, ends, trying, expected) =>
	expect(await tried(ends, trying)).toMatchObject(expected),
);

// prettier-ignore
test.each<[string, number | undefined]>([
	['0', 0], ['1.5', 1500], ['60', 60_000], ['Mon, 23 Nov 2026 10:00:07 GMT', 7000], ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
	['61', undefined], ['60.001', undefined], ['3600', undefined], ['Mon, 23 Nov 2026 10:01:01 GMT', undefined],
])('Retry-After is kept to, to the millisecond, up to a minute: %s', async (retryAfter, wait) => {
	const reply = replies.tooMany(retryAfter);
	const headers = { ...reply.headers, date: 'Mon, 23 Nov 2026 10:00:00 GMT' };
	const error = errorOf({ ...reply, headers });
	expect(await tried([error, OK])).toMatchObject(
		wait === undefined ? { at: [0], over: 0, result: failed(error) } : { at: [0, wait] },
	);
});

const CERTAIN = ['BUSY', 'CROWD', 'OFFLINE'];
const PASSING = [...CERTAIN, 'SERVER', 'PROXY', 'CLOSED'];
test.each<[string, Partial<RetryPolicy>, string[]]>([
	['of a write: what was certainly not processed', {}, CERTAIN],
	['of a read: whatever may pass', { isRead: true }, PASSING],
	['of a write that the user wants repeated', { retryUnknown: true }, [...PASSING, 'SILENCE']],
])('what is tried again %s', async (_what, policy, expected) => {
	const again: string[] = [];
	const errors = { BUSY, CROWD, OFFLINE, SERVER, PROXY, CLOSED, SILENCE, INVALID, STOPPED_BEFORE };
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
	['an error fatal for the run is so still', [SILENCE, fatal('run')], failed(still('run')), undefined],
	['a stop during the wait ends the run', [SILENCE, OK], failed(still('run')), 10],
	['a stop in the queue ends the run', [SILENCE, STOPPED_BEFORE], failed(still('run')), undefined],
])('after a write of unknown outcome that is tried again, %s', async (_rule, ends, expected, stopAt) => {
	const { at, result } = await tried(ends, { retryUnknown: true, stopAt });
	expect([at.length, result]).toEqual([stopAt ? 1 : ends.length, expected]);
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
