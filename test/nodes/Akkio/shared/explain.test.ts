import { explain, STOPPED_BEFORE } from '../../../../nodes/Akkio/shared/explain';
import type { Trouble } from '../../../../nodes/Akkio/shared/failures';

const NOW = Date.parse('2026-11-23T10:00:00.500Z');
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => void jest.restoreAllMocks());

const answered = (statusCode: number, body: unknown, retryAfter?: unknown): Trouble => ({
	codes: [],
	host: 'akkio.test',
	answer: {
		statusCode,
		headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
		body,
	},
});
const retryAfter = (header: unknown) => explain(answered(429, '', header), 'key').retryAfter;

test.each([
	['0', 0],
	['1', 1000],
	['60', 60_000],
	['3600', 3_600_000],
	['1.5', 1500],
	[' 7 ', 7000],
	[7, 7000],
])('a Retry-After of %p is that many seconds', (header, ms) => {
	expect(retryAfter(header)).toBe(ms);
});

test.each([
	['Mon, 23 Nov 2026 10:00:03 GMT', 2500],
	['Mon, 23 Nov 2026 11:00:00 GMT', 3_599_500],
	['Monday, 23-Nov-26 10:00:03 GMT', 2500],
	['2026-11-23T10:00:03Z', 2500],
])('a Retry-After of %p is the time until then', (header, ms) => {
	expect(retryAfter(header)).toBe(ms);
});

test.each(['Mon, 23 Nov 2026 10:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
	'a Retry-After in the past is now: %p',
	(header) => {
		expect(retryAfter(header)).toBe(0);
	},
);

test.each([undefined, '', 'soon', '5s', '120 seconds', 'NaN', 'Mon, 99 Nov 2026 10:00:00 GMT'])(
	'a Retry-After of %p says nothing',
	(header) => {
		expect(retryAfter(header)).toBeUndefined();
	},
);

// Date.parse takes these for days in 2001, and "now" would mean five tries without a wait.
test.each(['try 10', '5 (busy)', '3,5', '-1'])(
	'a Retry-After of %p says nothing, either',
	(header) => {
		expect(retryAfter(header)).toBeUndefined();
	},
);

test('a failure has all that its row of the table says, and the HTTP status', () => {
	expect(explain(answered(429, 'Slow down', '3'), 'key')).toEqual({
		name: 'tooMany',
		rows: 'notAppended',
		ends: undefined,
		again: 'always',
		retryAfter: 3000,
		message: 'Akkio got more requests than it takes',
		description:
			"Akkio allows five requests a second for the whole account. If others use the account too, lower 'Requests per Second' in the credential.",
		httpCode: '429',
	});
	expect(explain(answered(401, ''), 'key')).toMatchObject({ ends: 'run', httpCode: '401' });
	const noDataset = { ...answered(404, { status: 'no such dataset' }), dataset: 'Leads' };
	expect(explain(noDataset, 'key')).toMatchObject({ ends: 'dataset', httpCode: '404' });
	expect(explain(answered(502, ''), 'key')).toMatchObject({ again: 'reads', httpCode: '502' });
});

test('without an answer there is no HTTP status and no time to come back', () => {
	const { httpCode, retryAfter: wait } = explain({ codes: ['ECONNREFUSED'], host: 'h' }, 'key');
	expect([httpCode, wait]).toEqual([undefined, undefined]);
});

test('the key is in no message, whoever put it there', () => {
	const key = 'c0ffee+/=key';
	const spellings = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].join(' ');
	const host = `${key}.test`;
	const troubles: Trouble[] = [
		answered(400, { status: spellings }),
		answered(422, { detail: [{ loc: ['body', key], msg: spellings }] }),
		{ codes: ['ENOTFOUND'], host },
		{ codes: [], host, heldBack: spellings },
		{ ...answered(404, { status: 'none' }), dataset: spellings },
	];
	expect(troubles.map((trouble) => explain(trouble, key).message)).toEqual([
		'Akkio refused: [API key] [API key] [API key]',
		'Akkio found the data invalid: [API key]: [API key] [API key] [API key]',
		'Akkio cannot be reached at [API key].test',
		'n8n did not let the request out: [API key] [API key] [API key]',
		'Akkio has no dataset [API key] [API key] [API key]',
	]);
});

test('what was stopped before it was sent is certain not to be there, and ends the run', () => {
	expect(STOPPED_BEFORE).toEqual({
		name: 'stoppedBefore',
		rows: 'notAppended',
		ends: 'run',
		unsent: true,
		again: undefined,
		retryAfter: undefined,
		message: 'The execution was stopped',
		description: 'Nothing was sent after that.',
		httpCode: undefined,
	});
});
