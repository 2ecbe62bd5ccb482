import {
	apiMessage,
	classifyError,
	ERRORS,
	retryAfterMs,
	STOPPED_BEFORE,
	type ErrorContext,
} from '../../../nodes/Akkio/shared/errors';
import * as replies from '../../support/akkio/replies.mts';
import type { Reply } from '../../support/akkio/replies.mts';

const host = 'api.akkio.com';
const target = "dataset 'Leads'";
const answered = ({ status, headers = {}, body }: Reply): ErrorContext => ({
	codes: [],
	host,
	target,
	response: { statusCode: status, headers, body },
});
const broken = (...codes: string[]): ErrorContext => ({ codes, host });
const reply = (status: number, body: Reply['body'] = ''): Reply => ({ status, body });
const says = (text: string) => ({ status: text });
const noTarget = (context: ErrorContext): ErrorContext => ({ ...context, target: undefined });

/** A row of ERRORS, what becomes of the rows that were sent, and of those behind them. */
const ROWS = {
	blockedByN8n: ['notAppended', 'run', 'n8n blocked the request: Domain not allowed'],
	stoppedBefore: ['notAppended', 'run', 'The execution was stopped'],
	invalidUrl: ['notAppended', 'run', "The 'Base URL' in the credential is not a web address"],
	neverConnected: ['notAppended', undefined, `Could not connect to Akkio at ${host}`],
	untrustedCertificate: ['notAppended', 'run', `The certificate of ${host} is not trusted`],
	stoppedDuring: ['unknown', 'run', 'The execution was stopped before Akkio responded'],
	timeout: ['unknown', undefined, 'Akkio did not respond in time'],
	connectionClosed: ['unknown', undefined, 'The connection to Akkio closed before it responded'],
	wrongKey: ['notAppended', 'run', 'Akkio does not recognize this API key'],
	rejectedKey: ['rejected', 'run', 'Akkio does not accept this API key'],
	accessDenied: ['rejected', 'run', 'Akkio denied access: Forbidden'],
	missingId: ['notAppended', 'dataset', 'Akkio received no ID'],
	unknownId: ['notAppended', 'dataset', "Akkio has no dataset 'Leads'"],
	wrongUrl: ['notAppended', 'run', `No Akkio API found at ${host}`],
	redirected: ['rejected', 'run', `${host} redirects to another address`],
	tooLarge: ['notAppended', undefined, 'The request was too large for Akkio'],
	invalidData: ['notAppended', undefined, 'Akkio rejected the data: rows.Age: not a number'],
	rateLimit: ['notAppended', undefined, "Akkio's rate limit was exceeded"],
	unavailable: ['notAppended', undefined, 'Akkio is busy and asks to try again later'],
	requestTimeout: ['unknown', undefined, 'Akkio, or a proxy on the way, timed out (HTTP 408)'],
	serverError: ['unknown', undefined, /^Akkio could not process the request \(HTTP 5\d\d\)$/],
	rejected: [
		'rejected',
		undefined,
		/^Akkio rejected the request: (no reason given|plan limit|bad rows)$/,
	],
	unexpectedResponse: ['unknown', undefined, `Unexpected response from ${host}`],
} as const;

/** Ways to fail, and their rows. */
const CASES: Array<[string, ErrorContext, keyof typeof ROWS]> = [
	['n8n blocked it', { ...broken(), blockedByN8n: 'Domain not allowed' }, 'blockedByN8n'],
	['stopped while it waited for its turn', broken('AKKIO_NOT_SENT'), 'stoppedBefore'],
	['no web address', broken('ERR_INVALID_URL'), 'invalidUrl'],
	['refused connection', broken('ECONNREFUSED', 'connect'), 'neverConnected'],
	['unknown host', broken('ENOTFOUND', 'getaddrinfo'), 'neverConnected'],
	['timeout before it connected', broken('ETIMEDOUT', 'connect'), 'neverConnected'],
	['self-signed certificate', broken('DEPTH_ZERO_SELF_SIGNED_CERT'), 'untrustedCertificate'],
	['another name on it', broken('ERR_TLS_CERT_ALTNAME_INVALID'), 'untrustedCertificate'],
	['stopped by the user', broken('ERR_CANCELED'), 'stoppedDuring'],
	['timeout', broken('ECONNABORTED'), 'timeout'],
	['cut line', broken('ECONNRESET', 'read'), 'connectionClosed'],
	['nothing known', broken(), 'connectionClosed'],
	['wrong key', noTarget(answered(replies.wrongKey())), 'wrongKey'],
	['wrong key, where a dataset is named', answered(replies.wrongKey()), 'wrongKey'],
	['wrong key behind a 200', answered(reply(200, says('API key invalid'))), 'wrongKey'],
	['wrong key behind a 400', answered(reply(400, says('no api_key provided'))), 'wrongKey'],
	['401', answered(replies.unauthorized()), 'rejectedKey'],
	['403 in JSON', answered(replies.noAccess()), 'accessDenied'],
	['403 without JSON', answered(replies.unknownPath()), 'wrongUrl'],
	["403 of a gateway's page", answered(replies.gatewayPage(403)), 'wrongUrl'],
	['no id', answered(replies.noId()), 'missingId'],
	['no id for a model', answered(reply(400, says('no valid id provided'))), 'missingId'],
	['no id behind a 200', answered(reply(200, says('No id provided'))), 'missingId'],
	['unknown dataset', answered(replies.unknownDataset()), 'unknownId'],
	['no such path', answered(replies.noRoute()), 'wrongUrl'],
	['a page that is not there', answered(replies.gatewayPage(404)), 'wrongUrl'],
	['404 where no dataset is named', noTarget(answered(reply(404, says('no')))), 'wrongUrl'],
	['redirect', answered(replies.redirect(307, 'https://elsewhere.test/')), 'redirected'],
	['413', answered(replies.tooLarge()), 'tooLarge'],
	[
		'422',
		answered(replies.invalid({ loc: ['body', 'rows', 'Age'], msg: 'not a number', type: 'x' })),
		'invalidData',
	],
	['429', answered(replies.tooMany()), 'rateLimit'],
	['503 with Retry-After', answered(replies.gatewayPage(503, 3)), 'unavailable'],
	['408', answered(replies.requestTimeout()), 'requestTimeout'],
	['408 with Retry-After', answered(replies.gatewayPage(408, 3)), 'requestTimeout'],
	['503 without Retry-After', answered(replies.gatewayPage(503)), 'serverError'],
	['500', answered(replies.serverFault()), 'serverError'],
	['a 502 in words', answered(reply(502, says('dataset not found'))), 'serverError'],
	['200 that is no success', answered(replies.failed('plan limit')), 'rejected'],
	['the same in a message', answered(replies.failedWithMessage('plan limit')), 'rejected'],
	['any other 4xx', answered(reply(400, says('bad rows'))), 'rejected'],
	['any other 4xx, wordless', answered(reply(418)), 'rejected'],
	['200 with a page', answered(replies.gatewayPage(200)), 'unexpectedResponse'],
	['200 with nothing', answered(reply(200)), 'unexpectedResponse'],
	['201 with success', answered(reply(201, says('success'))), 'unexpectedResponse'],
];

test.each(CASES)('%s', (_how, context, name) => {
	const [outcome, fatalFor, message] = ROWS[name];
	const error = classifyError(context, 'some-key');
	expect(error).toMatchObject({ name, outcome });
	expect(error.fatalFor).toBe(fatalFor);
	expect(error.message).toMatch(
		typeof message === 'string' ? RegExp(`^${escape(message)}$`) : message,
	);
	expect(error.httpCode).toBe(context.response && String(context.response.statusCode));
});
const escape = (text: string) => text.replace(/[()[\]{}.*+?^$|\\]/g, '\\$&');

test('every row of the table has a case here, and says what to do', () => {
	expect(ERRORS.map(({ name }) => name).sort()).toEqual(Object.keys(ROWS).sort());
	for (const { name, description } of ERRORS) {
		expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/s)]);
		expect([name, CASES.some(([, , row]) => row === name)]).toEqual([name, true]);
	}
});

test('what may be sent again, and what never left, is marked so', () => {
	const rowsWith = (key: 'retry' | 'neverSent', value: unknown) =>
		ERRORS.filter((row) => row[key] === value).map(({ name }) => name);
	expect(rowsWith('retry', 'always')).toEqual(['neverConnected', 'rateLimit', 'unavailable']);
	expect(rowsWith('retry', 'reads')).toEqual(['connectionClosed', 'requestTimeout', 'serverError']);
	expect(rowsWith('neverSent', true)).toEqual(['blockedByN8n', 'stoppedBefore', 'invalidUrl']);
	expect(STOPPED_BEFORE).toEqual(classifyError(broken('AKKIO_NOT_SENT')));
});

describe('an unknown id is told by the words', () => {
	const ID = '7pmPB4MXU390Bs0Axxnd';
	const WORDS = [
		'dataset not found',
		'invalid dataset id',
		'Dataset does not exist.',
		'no such dataset',
		`No dataset with id ${ID}`,
		`dataset '${ID}' could not be found`,
		'Unknown id',
		"can't find data set",
		'dataset_id is not valid',
		'the dataset was deleted',
		'Error: model not found',
		'project id not recognized',
	];
	test.each(WORDS)('%j', (text) => {
		for (const body of [says(text), { status: 'error', message: text }]) {
			for (const status of [200, 400, 404]) {
				expect([status, classifyError(answered(reply(status, body))).name]).toEqual([
					status,
					'unknownId',
				]);
			}
		}
		expect(classifyError(answered(reply(404, { detail: text }))).name).toBe('unknownId');
		expect(classifyError(noTarget(answered(reply(200, says(text))))).name).toBe('rejected');
	});

	test.each([
		'invalid rows for dataset',
		'dataset is not ready',
		'dataset has no columns',
		'cannot append to dataset: row limit reached',
		'missing value in column id',
		"column 'api key' is invalid",
		'invalid data',
		'the API key column is not a number',
	])('%j is a rejection, of which a part may be kept', (text) => {
		for (const status of [200, 400]) {
			expect(classifyError(answered(reply(status, says(text)))).name).toBe('rejected');
		}
	});
});

describe("Akkio's words", () => {
	const detail = (count: number, msg: string) =>
		Array.from({ length: count }, (_, n) => ({ loc: ['body', 'rows', n, 'Age'], msg, type: 'x' }));
	const wordsOf = (body: unknown) => apiMessage({ statusCode: 422, headers: {}, body });

	test.each([
		[says('missing or invalid API key'), 'missing or invalid API key'],
		[{ status: 'error', message: 'No seats left' }, 'No seats left'],
		[{ status: 'error', message: '' }, 'error'],
		[{ status: 'error', message: { code: 7 } }, 'error'],
		[{ detail: 'Bad rows' }, 'Bad rows'],
		[
			{
				detail: [
					{ loc: ['body', 'name'], msg: 'required' },
					{ loc: ['body'], msg: 'short' },
				],
			},
			'name: required; short',
		],
		[{ detail: [] }, undefined],
		[{ detail: ['odd', null] }, undefined],
		['<html>Bad Gateway</html>', undefined],
		[['success'], undefined],
		[null, undefined],
	])('of %j are %j', (body, expected) => expect(wordsOf(body)).toBe(expected));

	test.each([
		['a long status', says('x'.repeat(1_000_000))],
		['a long message', { status: 'error', message: 'x'.repeat(1_000_000) }],
		['a long detail', { detail: 'x'.repeat(1_000_000) }],
		['a detail per cell', { detail: detail(30_000, 'value is not a valid float') }],
		['a few large details', { detail: detail(3, 'x'.repeat(1_000_000)) }],
		[
			'a long way to the cell',
			{ detail: [{ loc: ['body', ...Array(10_000).fill('x')], msg: '' }] },
		],
		['long names', { detail: [{ loc: ['body', 'x'.repeat(1_000_000)], msg: 'no' }] }],
	])('are cut to about 300 characters: %s', (_what, body) => {
		const { message } = classifyError(answered(reply(422, body)), 'k'.repeat(32));
		expect(message.length).toBeGreaterThan(20);
		expect(message.length).toBeLessThan(350);
	});

	test('of many details name the first, and how many more there are', () => {
		expect(wordsOf({ detail: detail(7, 'no') })).toBe(
			'rows.0.Age: no; rows.1.Age: no; rows.2.Age: no; rows.3.Age: no; rows.4.Age: no and 2 more',
		);
	});
});

describe('the key', () => {
	const key = 'c0ffee+/"key of 32 characters, é';

	test('is in no message, whoever put it there', () => {
		const spelled = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].join(' ');
		const contexts: ErrorContext[] = [
			answered(reply(400, says(spelled))),
			answered(reply(422, { detail: [{ loc: ['body', key], msg: spelled }] })),
			{ codes: ['ENOTFOUND'], host: `${key}.test` },
			{ codes: [], host, blockedByN8n: spelled },
			{ ...answered(reply(404, says('none'))), target: `dataset '${spelled}'` },
		];
		expect(contexts.map((context) => classifyError(context, key).message)).toEqual([
			'Akkio rejected the request: [API key] [API key] [API key]',
			'Akkio rejected the data: [API key]: [API key] [API key] [API key]',
			'Could not connect to Akkio at [API key].test',
			'n8n blocked the request: [API key] [API key] [API key]',
			"Akkio has no dataset '[API key] [API key] [API key]'",
		]);
	});

	test('is not there in part either, wherever the words are cut', () => {
		for (let before = 255; before < 310; before++) {
			const text = `${'.'.repeat(before)}${key}${'.'.repeat(400)}`;
			const json = JSON.stringify(text);
			const contexts: ErrorContext[] = [
				answered(reply(400, says(text))),
				answered(reply(400, says(json))),
				answered(reply(422, { detail: [{ loc: ['body', text], msg: text }] })),
				{ codes: [], host, blockedByN8n: text },
			];
			for (const context of contexts) {
				expect(classifyError(context, key).message).not.toMatch(/c0ff|ffee/);
			}
		}
	});
});

describe('Retry-After', () => {
	const sent = 'Mon, 23 Nov 2026 10:00:00 GMT';
	const wait = (header: unknown, date: unknown = sent) =>
		retryAfterMs({ date, ...(header === undefined ? {} : { 'retry-after': header }) });

	test.each([
		['0', 0],
		['60', 60_000],
		['3600', 3_600_000],
		['1.5', 1500],
		[' 7 ', 7000],
		[7, 7000],
		['Mon, 23 Nov 2026 10:00:03 GMT', 3000],
		['Monday, 23-Nov-26 10:00:03 GMT', 3000],
		['2026-11-23T10:00:03Z', 3000],
		['Mon, 23 Nov 2026 09:59:00 GMT', 0],
		['Thu, 01 Jan 1970 00:00:00 GMT', 0],
	])('of %p is a wait of %d ms', (header, ms) => expect(wait(header)).toBe(ms));

	// Date.parse takes some of these for days in 2001, and "now" would mean five tries without a wait.
	test.each([
		undefined,
		'',
		'soon',
		'5s',
		'120 seconds',
		'NaN',
		'Mon, 99 Nov 2026 10:00:00 GMT',
		'try 10',
		'5 (busy)',
		'3,5',
		'-1',
	])('of %p says nothing', (header) => expect(wait(header)).toBeUndefined());

	test("a date is measured by the response's own clock, and by the local one only without it", () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2031-01-01T00:00:00Z'));
		expect(wait('Mon, 23 Nov 2026 10:00:03 GMT')).toBe(3000);
		for (const date of [undefined, '', 'yesterday']) {
			expect(wait('Wed, 01 Jan 2031 00:00:05 GMT', date ?? null)).toBe(5000);
		}
		now.mockRestore();
	});
});
