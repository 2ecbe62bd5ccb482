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

const REJECTED = 'Akkio rejected the request:';
const MESSAGES: Record<string, string> = {
	blockedByN8n: 'n8n blocked the request: No',
	stoppedBefore: 'The execution was stopped',
	invalidUrl: "The 'Base URL' in the credential is not a web address",
	neverConnected: `Could not connect to Akkio at ${host}`,
	untrustedCertificate: `The certificate of ${host} is not trusted`,
	stoppedDuring: 'The execution was stopped before Akkio responded',
	timeout: 'Akkio did not respond in time',
	connectionClosed: 'The connection to Akkio closed before it responded',
	wrongKey: 'Akkio does not recognize this API key',
	rejectedKey: 'Akkio does not accept this API key',
	accessDenied: 'Akkio denied access: Forbidden',
	missingId: 'Akkio received no ID',
	unknownId: "Akkio has no dataset 'Leads'",
	wrongUrl: `No Akkio API found at ${host}`,
	redirected: `${host} redirects to another address`,
	tooLarge: 'The request was too large for Akkio',
	invalidData: 'Akkio rejected the data: rows.Age: no number',
	rateLimit: "Akkio's rate limit was exceeded",
	unavailable: 'Akkio is busy and asks to try again later',
	requestTimeout: 'Akkio, or a proxy on the way, timed out (HTTP 408)',
	serverError: 'Akkio could not process the request (HTTP 503)',
	rejected: `${REJECTED} plan limit`,
	unexpectedResponse: `Unexpected response from ${host}`,
};
const OUTCOMES = {
	notAppended:
		'blockedByN8n stoppedBefore invalidUrl neverConnected untrustedCertificate wrongKey missingId unknownId wrongUrl tooLarge invalidData rateLimit unavailable',
	rejected: 'rejectedKey accessDenied redirected rejected',
	unknown: 'stoppedDuring timeout connectionClosed requestTimeout serverError unexpectedResponse',
};
const FATAL = {
	run: 'blockedByN8n stoppedBefore invalidUrl untrustedCertificate stoppedDuring wrongKey rejectedKey accessDenied wrongUrl redirected',
	dataset: 'missingId unknownId',
};
const detail = { loc: ['body', 'rows', 'Age'], msg: 'no number', type: 'x' };

test.each<[string, ...ErrorContext[]]>([
	['blockedByN8n', { ...broken(), blockedByN8n: 'No' }],
	['stoppedBefore', broken('AKKIO_NOT_SENT')],
	['invalidUrl', broken('ERR_INVALID_URL')],
	['neverConnected', broken('ECONNREFUSED', 'connect'), broken('ENOTFOUND', 'getaddrinfo')],
	['neverConnected', broken('ETIMEDOUT', 'connect')],
	['untrustedCertificate', broken('DEPTH_ZERO_SELF_SIGNED_CERT')],
	['untrustedCertificate', broken('ERR_TLS_CERT_ALTNAME_INVALID')],
	['stoppedDuring', broken('ERR_CANCELED')],
	['timeout', broken('ECONNABORTED')],
	['connectionClosed', broken('ECONNRESET', 'read'), broken()],
	['wrongKey', answered(replies.wrongKey()), noTarget(answered(replies.wrongKey()))],
	['wrongKey', answered(reply(200, says('API key invalid')))],
	['wrongKey', answered(reply(400, says('no api_key provided')))],
	['rejectedKey', answered(replies.unauthorized())],
	['accessDenied', answered(replies.noAccess())],
	['missingId', answered(replies.noId()), answered(reply(200, says('No id provided')))],
	['missingId', answered(reply(400, says('no valid id provided')))],
	['unknownId', answered(replies.unknownDataset('404')), answered(replies.unknownDataset('400'))],
	['unknownId', answered(replies.unknownDataset('200')), answered(replies.unknownDataset('error'))],
	['wrongUrl', answered(replies.unknownPath()), answered(replies.noRoute())],
	['wrongUrl', answered(replies.gatewayPage(403)), answered(replies.gatewayPage(404))],
	['wrongUrl', noTarget(answered(reply(404, says('no'))))],
	['redirected', answered(replies.redirect(307, 'https://elsewhere.test/'))],
	['tooLarge', answered(replies.tooLarge())],
	['invalidData', answered(replies.invalid(detail))],
	['rateLimit', answered(replies.tooMany())],
	['unavailable', answered(replies.gatewayPage(503, 3))],
	['requestTimeout', answered(replies.requestTimeout()), answered(replies.gatewayPage(408, 3))],
	['serverError', answered(replies.gatewayPage(503)), answered(reply(503, says('no dataset')))],
	['rejected', answered(replies.failed('plan limit')), answered(reply(400, says('plan limit')))],
	['rejected', answered(replies.failedWithMessage('plan limit'))],
	['unexpectedResponse', answered(replies.gatewayPage(200)), answered(reply(200))],
	['unexpectedResponse', answered(reply(201, says('success')))],
])('%s: %j', (name, ...contexts) => {
	const groupOf = (groups: Record<string, string>) =>
		Object.keys(groups).find((group) => groups[group]!.split(' ').includes(name));
	for (const context of contexts.filter((one) => typeof one === 'object')) {
		const error = classifyError(context, 'some-key');
		expect(error).toMatchObject({ name, outcome: groupOf(OUTCOMES), message: MESSAGES[name] });
		expect(error.fatalFor).toBe(groupOf(FATAL));
		expect(error.httpCode).toBe(context.response && String(context.response.statusCode));
	}
});

test('every row of the table is here, and says what to do, also without a word of Akkio', () => {
	expect(ERRORS.map(({ name }) => name).sort()).toEqual(Object.keys(MESSAGES).sort());
	for (const { name, description } of ERRORS) {
		expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/s)]);
	}
	expect(classifyError(answered(reply(418))).message).toBe(`${REJECTED} no reason given`);
	expect(classifyError(answered(replies.serverFault())).message).toMatch(/\(HTTP 500\)$/);
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
	// prettier-ignore
	const WORDS = [
		'dataset not found', 'invalid dataset id', 'Dataset does not exist.', 'no such dataset', 'Unknown id',
		`No dataset with id ${ID}`, `dataset '${ID}' could not be found`, "can't find data set",
		'dataset_id is not valid', 'the dataset was deleted', 'Error: model not found', 'project id not recognized',
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
					{ loc: ['body', 'name'], msg: 'bad' },
					{ loc: ['body'], msg: 'x' },
				],
			},
			'name: bad; x',
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
			`${REJECTED} [API key] [API key] [API key]`,
			'Akkio rejected the data: [API key]: [API key] [API key] [API key]',
			'Could not connect to Akkio at [API key].test',
			'n8n blocked the request: [API key] [API key] [API key]',
			"Akkio has no dataset '[API key] [API key] [API key]'",
		]);
	});

	test('that Akkio sends back does not make its words ones about the key', () => {
		const context = (status: number) => answered(reply(status, says(`nothing found for ${key}`)));
		expect(classifyError(context(404), key).name).toBe('unknownId');
		expect(classifyError(context(400), key).name).toBe('rejected');
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
	// prettier-ignore
	const NOTHING = [
		undefined, '', 'soon', '5s', '120 seconds', 'NaN', 'Mon, 99 Nov 2026 10:00:00 GMT', 'try 10', '5 (busy)', '3,5', '-1',
	];
	test.each(NOTHING)('of %p says nothing', (header) => expect(wait(header)).toBeUndefined());

	test("a date is measured by the response's own clock, and by the local one only without it", () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2031-01-01T00:00:00Z'));
		expect(wait('Mon, 23 Nov 2026 10:00:03 GMT')).toBe(3000);
		for (const date of [undefined, '', 'yesterday']) {
			expect(wait('Wed, 01 Jan 2031 00:00:05 GMT', date ?? null)).toBe(5000);
		}
		now.mockRestore();
	});
});
