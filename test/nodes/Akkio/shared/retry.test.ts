import { explain, STOPPED_BEFORE, type Failure } from '../../../../nodes/Akkio/shared/explain';
import { withRetries, type Result, type Retrying } from '../../../../nodes/Akkio/shared/retry';
import * as replies from '../../../support/akkio/replies.mts';
import type { Reply } from '../../../support/akkio/replies.mts';
import { VirtualClock } from '../../../support/engine/virtualClock';

const failure = (more: Partial<Failure> = {}): Failure => ({
	name: 'askedToWait',
	rows: 'notAppended',
	again: 'always',
	message: 'Busy',
	description: 'Wait',
	...more,
});
const crowd = (more: Partial<Failure> = {}) => failure({ name: 'tooMany', ...more });
const fromReply = ({ status, headers = {}, body }: Reply): Failure =>
	explain({ codes: [], host: 'akkio.test', answer: { statusCode: status, headers, body } }, 'key');

const READ = failure({ name: 'serverFault', rows: 'unknown', again: 'reads' });
const UNKNOWN = failure({
	name: 'noAnswer',
	rows: 'unknown',
	again: undefined,
	message: 'Silence',
});
const FINAL = failure({ name: 'invalid', again: undefined });
const OK = 'OK';

interface Trying extends Partial<Omit<Retrying, 'clock'>> {
	chance?: number;
	/** How long each try takes. */
	takes?: number;
	/** When the execution is stopped. */
	stopAt?: number;
	retry?: typeof withRetries;
}

/** Tries that end as given, the last one for all that follow; when each began, and what came out. */
async function tried(
	ends: Array<Failure | typeof OK>,
	{ chance = 0.5, takes = 0, stopAt, again = ['always'], retry = withRetries }: Trying = {},
) {
	const clock = new VirtualClock(chance);
	const signal = { aborted: false };
	const at: number[] = [];
	const attempt = async (): Promise<Result<number>> => {
		at.push(clock.now());
		const end = ends[Math.min(at.length, ends.length) - 1]!;
		if (takes > 0) await clock.pause(takes);
		return end === OK ? { ok: true, value: at.length } : { ok: false, failure: end };
	};
	if (stopAt !== undefined) clock.at(stopAt, () => (signal.aborted = true));
	if (stopAt === 0) await clock.run();

	let over = NaN;
	const result = retry(attempt, { clock, signal, again }).finally(() => (over = clock.now()));
	await clock.run();
	return { at, over, result: await result };
}

test('a success at the first try is the result', async () => {
	expect(await tried([OK])).toEqual({ at: [0], over: 0, result: { ok: true, value: 1 } });
});

test('a success at a later try is the result', async () => {
	expect(await tried([failure(), failure(), OK])).toEqual({
		at: [0, 250, 750],
		over: 750,
		result: { ok: true, value: 3 },
	});
});

test.each([
	[0, [0, 0, 0, 0, 0]],
	[0.5, [0, 250, 750, 1750, 3750]],
	[0.999, [0, 499.5, 1498.5, 3496.5, 7492.5]],
])('five tries, with %p of 0.5, 1, 2 and 4 seconds between them', async (chance, at) => {
	const last = failure({ message: 'Still busy' });
	expect(await tried([failure(), failure(), failure(), failure(), last], { chance })).toEqual({
		at: at.map((time) => expect.closeTo(time, 6)),
		over: expect.closeTo(at[4]!, 6),
		result: { ok: false, failure: last },
	});
});

test('too many requests at a time are tried for two minutes, with waits of up to 20 seconds', async () => {
	const { at, result } = await tried([crowd()], { chance: 0.9 });
	const waits = at.slice(1).map((time, index) => time - at[index]!);
	const seconds = [0.5, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20];
	expect(waits).toEqual(seconds.map((wait) => expect.closeTo(wait * 900, 6)));
	expect(result).toEqual({ ok: false, failure: crowd() });
});

test('who is sent away with a crowd, time after time, comes back at a time of its own', async () => {
	const { at } = await tried([crowd({ retryAfter: 1000 })], { chance: 0.5 });
	const waits = at.slice(1).map((time, index) => time - at[index]!);
	expect(waits.slice(0, 7)).toEqual([1000, 1000, 1000, 1000, 5000, 9000, 11_000]);
	expect(at.at(-1)).toBe(117_000);
});

test('any other failure after the fifth try is the last', async () => {
	const ends = [...Array.from({ length: 6 }, () => crowd()), failure(), OK as typeof OK];
	const { at, result } = await tried(ends);
	expect(at).toHaveLength(7);
	expect(result).toEqual({ ok: false, failure: failure() });
});

test('a wait begins when its try has ended', async () => {
	expect((await tried([failure()], { takes: 1000 })).at).toEqual([0, 1250, 2750, 4750, 7750]);
});

test('a wait that would end after two minutes is not begun', async () => {
	const minute = failure({ retryAfter: 60_000 });
	expect(await tried([minute])).toEqual({
		at: [0, 60_000, 120_000],
		over: 120_000,
		result: { ok: false, failure: minute },
	});
	const late = await tried([failure({ retryAfter: 20_000 })], { takes: 100_000 });
	expect([late.at, late.over]).toEqual([[0, 120_000], 220_000]);
	const tooLate = await tried([failure({ retryAfter: 20_001 })], { takes: 100_000 });
	expect([tooLate.at, tooLate.over]).toEqual([[0], 100_000]);
});

describe('what Akkio asks to wait', () => {
	beforeEach(
		() => void jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-23T10:00:00Z')),
	);
	afterEach(() => void jest.restoreAllMocks());

	test.each([
		['0', 0],
		['3', 3000],
		['1.5', 1500],
		['60', 60_000],
		['Mon, 23 Nov 2026 10:00:07 GMT', 7000],
		['Mon, 23 Nov 2026 10:01:00 GMT', 60_000],
		['Mon, 23 Nov 2026 09:00:00 GMT', 0],
	])('is kept to, to the millisecond: %s', async (header, wait) => {
		const asked = fromReply({ ...replies.tooMany(), headers: { 'retry-after': header } });
		expect((await tried([asked, OK])).at).toEqual([0, wait]);
	});

	test.each(['61', '60.001', '3600', 'Mon, 23 Nov 2026 10:01:01 GMT'])(
		'is not sat out beyond a minute: %s',
		async (header) => {
			const asked = fromReply({ ...replies.tooMany(), headers: { 'retry-after': header } });
			expect(await tried([asked, OK])).toEqual({
				at: [0],
				over: 0,
				result: { ok: false, failure: asked },
			});
		},
	);

	test('counts for its own try only', async () => {
		const { at } = await tried([failure({ retryAfter: 3000 }), failure(), failure(), OK]);
		expect(at).toEqual([0, 3000, 3500, 4500]);
	});
});

const KINDS: Array<[string, Failure]> = [
	['always', failure()],
	['reads', READ],
	['unknown', UNKNOWN],
	['final', FINAL],
];
test.each([
	[['always'], ['always']],
	[['reads'], ['reads']],
	[['unknown'], ['reads', 'unknown']],
	[
		['always', 'reads'],
		['always', 'reads'],
	],
	[
		['always', 'unknown'],
		['always', 'reads', 'unknown'],
	],
	[[], []],
] as Array<[Retrying['again'], string[]]>)(
	'with again %j, what is tried again is %j',
	async (again, expected) => {
		const tryAgain: string[] = [];
		for (const [kind, one] of KINDS) {
			const { at, result } = await tried([one, OK], { again });
			if (at.length === 2) tryAgain.push(kind);
			expect(result).toEqual(
				at.length === 2 ? { ok: true, value: 2 } : { ok: false, failure: one },
			);
		}
		expect(tryAgain).toEqual(expected);
	},
);

test.each(['dataset', 'run'] as const)(
	'an unknown outcome that ends the %s is not tried again, even where unknown ones are',
	async (ends) => {
		const cancelled = { ...UNKNOWN, ends };
		expect(await tried([cancelled, OK], { again: ['always', 'unknown'] })).toEqual({
			at: [0],
			over: 0,
			result: { ok: false, failure: cancelled },
		});
	},
);

describe('after a try of unknown outcome', () => {
	const again = ['always', 'unknown'] as const;

	test('a success is a success', async () => {
		expect((await tried([UNKNOWN, OK], { again })).result).toEqual({ ok: true, value: 2 });
		expect((await tried([UNKNOWN, failure(), UNKNOWN, OK], { again })).result).toEqual({
			ok: true,
			value: 4,
		});
	});

	test('a failure that would be certain stays unknown, in the words of the first unknown one', async () => {
		const { at, result } = await tried([failure(), UNKNOWN, READ, FINAL], { again });
		expect(at).toEqual([0, 250, 750, 1750]);
		expect(result).toEqual({ ok: false, failure: { ...UNKNOWN, ends: undefined } });
	});

	test('when patience ends, it is unknown', async () => {
		const { at, result } = await tried([UNKNOWN, failure()], { again });
		expect(at).toHaveLength(5);
		expect(result).toEqual({ ok: false, failure: UNKNOWN });
	});

	test.each(['dataset', 'run'] as const)(
		'a failure that ends the %s still ends it',
		async (ends) => {
			const refused = failure({ rows: 'refused', again: undefined, ends });
			expect((await tried([UNKNOWN, refused], { again })).result).toEqual({
				ok: false,
				failure: { ...UNKNOWN, ends },
			});
		},
	);

	test('a stop is unknown, too, and ends the run', async () => {
		const { at, result } = await tried([UNKNOWN, OK], { again, stopAt: 10 });
		expect(at).toEqual([0]);
		expect(result).toEqual({ ok: false, failure: { ...UNKNOWN, ends: 'run' } });
	});

	test('a try that the pace did not let out any more is unknown, and ends the run', async () => {
		const { result } = await tried([UNKNOWN, STOPPED_BEFORE], { again });
		expect(result).toEqual({ ok: false, failure: { ...UNKNOWN, ends: 'run' } });
	});
});

describe('when the execution is stopped', () => {
	const stopped = { ok: false, failure: STOPPED_BEFORE };

	test('before the first try, nothing is tried', async () => {
		expect(await tried([OK], { stopAt: 0 })).toEqual({ at: [], over: 0, result: stopped });
	});

	test('during a wait, the wait ends soon and nothing more is tried', async () => {
		expect(await tried([failure({ retryAfter: 60_000 }), OK], { stopAt: 1010 })).toEqual({
			at: [0],
			over: 1050,
			result: stopped,
		});
	});

	test('during a try that succeeds, it is a success', async () => {
		expect(await tried([OK], { stopAt: 10, takes: 100 })).toEqual({
			at: [0],
			over: 100,
			result: { ok: true, value: 1 },
		});
	});

	test('during a try that fails for good, its failure is the result', async () => {
		expect(await tried([FINAL], { stopAt: 10, takes: 100 })).toEqual({
			at: [0],
			over: 100,
			result: { ok: false, failure: FINAL },
		});
	});

	test('during a try that might be tried again, it is not', async () => {
		expect(await tried([failure(), OK], { stopAt: 10, takes: 100 })).toEqual({
			at: [0],
			over: 100,
			result: stopped,
		});
	});
});

test('without a signal, nothing stops it', async () => {
	const clock = new VirtualClock(0.5);
	let tries = 0;
	const result = withRetries(
		async () => (++tries < 3 ? { ok: false, failure: failure() } : { ok: true, value: 'done' }),
		{ clock, again: ['always'] },
	);
	await clock.run();
	expect(await result).toEqual({ ok: true, value: 'done' });
	expect(clock.now()).toBe(750);
});

test('what a try throws is not its business', async () => {
	const clock = new VirtualClock();
	const error = new Error('No credential');
	const attempt = async () => await Promise.reject<Result<never>>(error);
	await expect(withRetries(attempt, { clock, again: ['always'] })).rejects.toBe(error);
});

test('what only reads leaves no doubt behind: its last failure is the result', async () => {
	const { result } = await tried([READ, FINAL], { again: ['always', 'reads'] });
	expect(result).toEqual({ ok: false, failure: FINAL });
});
