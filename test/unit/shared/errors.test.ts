import * as errors from '../../../nodes/Akkio/shared/errors';
import type { ErrorContext } from '../../../nodes/Akkio/shared/errors';
import { redactKey } from '../../../nodes/Akkio/shared/redact';
import * as replies from '../../support/akkio/replies.mts';
import type { Reply } from '../../support/akkio/replies.mts';
import { randomKey, spellingsIn } from '../../support/engine/secrets.mts';

const { apiMessage, classifyError, ERRORS, retryAfterMs, STOPPED_BEFORE } = errors;
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
const detail = { loc: ['body', 'rows', 'Age'], msg: 'no number', type: 'x' };
const RUN = { fatalFor: 'run' };
const DATASET = { fatalFor: 'dataset' };
const NEVER_SENT = { ...RUN, neverSent: true };
const AGAIN = { retry: 'always' };
const READS_AGAIN = { retry: 'reads' };

/** Every row of the table: its words, what became of the rows, what else it means, and how it is recognized. */
// prettier-ignore
const TABLE: Array<[name: string, message: string, outcome: string, more: object, contexts: ErrorContext[]]> = [
	['blockedByN8n', 'n8n blocked the request: No', 'notAppended', NEVER_SENT, [{ ...broken(), blockedByN8n: 'No' }]],
	['stoppedBefore', 'The execution was stopped', 'notAppended', NEVER_SENT, [broken('AKKIO_NOT_SENT')]],
	['invalidUrl', "The 'Base URL' in the credential is not a web address", 'notAppended', NEVER_SENT, [broken('ERR_INVALID_URL')]],
	['neverConnected', `Could not connect to Akkio at ${host}`, 'notAppended', AGAIN,
		[broken('ECONNREFUSED', 'connect'), broken('ENOTFOUND', 'getaddrinfo'), broken('ETIMEDOUT', 'connect')]],
	['untrustedCertificate', `The certificate of ${host} is not trusted`, 'notAppended', RUN,
		[broken('DEPTH_ZERO_SELF_SIGNED_CERT'), broken('ERR_TLS_CERT_ALTNAME_INVALID')]],
	['stoppedDuring', 'The execution was stopped before Akkio responded', 'unknown', RUN, [broken('ERR_CANCELED')]],
	['timeout', 'Akkio did not respond in time', 'unknown', {}, [broken('ECONNABORTED')]],
	['connectionClosed', 'The connection to Akkio closed before it responded', 'unknown', READS_AGAIN, [broken('ECONNRESET', 'read'), broken()]],
	['wrongKey', 'Akkio does not recognize this API key', 'notAppended', RUN, [
		answered(replies.wrongKey()), noTarget(answered(replies.wrongKey())),
		answered(reply(200, says('API key invalid'))), answered(reply(400, says('no api_key provided'))),
	]],
	['rejectedKey', 'Akkio does not accept this API key', 'rejected', RUN, [answered(replies.unauthorized())]],
	['accessDenied', 'Akkio denied access: Forbidden', 'rejected', RUN, [answered(replies.noAccess())]],
	['missingId', 'Akkio received no ID', 'notAppended', DATASET,
		[answered(replies.noId()), answered(reply(200, says('No id provided'))), answered(reply(400, says('no valid id provided')))]],
	['unknownId', "Akkio has no dataset 'Leads'", 'notAppended', DATASET,
		(['404', '400', '200', 'error'] as const).map((how) => answered(replies.unknownDataset(how)))],
	['wrongUrl', `No Akkio API found at ${host}`, 'notAppended', RUN, [
		...[replies.unknownPath(), replies.noRoute(), replies.gatewayPage(403), replies.gatewayPage(404)].map(answered),
		noTarget(answered(reply(404, says('no')))),
	]],
	['redirected', `${host} redirects to another address`, 'rejected', RUN, [answered(replies.redirect(307, 'https://elsewhere.test/'))]],
	['tooLarge', 'The request was too large for Akkio', 'notAppended', {}, [answered(replies.tooLarge())]],
	['invalidData', 'Akkio rejected the data: rows.Age: no number', 'notAppended', {}, [answered(replies.invalid(detail))]],
	['rateLimit', "Akkio's rate limit was exceeded", 'notAppended', AGAIN, [answered(replies.tooMany())]],
	['unavailable', 'Akkio is busy and asks to try again later', 'notAppended', AGAIN, [answered(replies.gatewayPage(503, 3))]],
	['requestTimeout', 'Akkio, or a proxy on the way, timed out (HTTP 408)', 'unknown', READS_AGAIN,
		[answered(replies.requestTimeout()), answered(replies.gatewayPage(408, 3))]],
	['serverError', 'Akkio could not process the request (HTTP 503)', 'unknown', READS_AGAIN,
		[answered(replies.gatewayPage(503)), answered(reply(503, says('no dataset')))]],
	['rejected', `${REJECTED} plan limit`, 'rejected', {}, [
		answered(replies.failed('plan limit')), answered(reply(400, says('plan limit'))), answered(replies.failedWithMessage('plan limit')),
	]],
	['unexpectedResponse', `Unexpected response from ${host}`, 'unknown', {},
		[answered(replies.gatewayPage(200)), answered(reply(200)), answered(reply(201, says('success')))]],
];

test.each(TABLE)('%s: %s; %s, %j', (name, message, outcome, more, contexts) => {
	for (const context of contexts) {
		const error = classifyError(context, 'some-key');
		const httpCode = context.response && String(context.response.statusCode);
		expect(error).toEqual({
			...{ name, message, outcome, httpCode, ...more },
			description: expect.stringMatching(/^[A-Z].*\.$/s),
			retryAfterMs: error.retryAfterMs,
		});
	}
});

test('every row of the table is here, and has words also where Akkio has none', () => {
	expect(ERRORS.map(({ name }) => name).sort()).toEqual(TABLE.map(([name]) => name).sort());
	expect(classifyError(answered(reply(418))).message).toBe(`${REJECTED} no reason given`);
	expect(classifyError(answered(replies.serverFault())).message).toMatch(/\(HTTP 500\)$/);
	expect(STOPPED_BEFORE).toEqual(classifyError(broken('AKKIO_NOT_SENT')));
});

/** Words of which a part may be kept are a rejection. */
// prettier-ignore
test.each<[string, string[]]>([
	['unknownId', [
		'dataset not found', 'invalid dataset id', 'Dataset does not exist.', 'no such dataset', 'Unknown id', 'No dataset with id 7pmPB4MXU390Bs0Axxnd',
		"can't find data set", 'dataset_id is not valid', 'the dataset was deleted', 'Error: model not found', 'project id not recognized',
	]],
	['rejected', [
		'invalid rows for dataset', 'dataset is not ready', 'dataset has no columns', "column 'api key' is invalid", 'invalid data',
		'cannot append to dataset: row limit reached', 'missing value in column id', 'the API key column is not a number',
	]],
])('an error is %s by its words: %j', (name, texts) => {
	const nameOf = (status: number, body: Reply['body']) => classifyError(answered(reply(status, body))).name;
	for (const text of texts) {
		const bodies = [says(text), { status: 'error', message: text }];
		const names = bodies.flatMap((body) => [200, 400].map((status) => nameOf(status, body)));
		expect([text, ...names]).toEqual([text, name, name, name, name]);
		expect(classifyError(noTarget(answered(reply(200, says(text))))).name).toBe('rejected');
		if (name === 'unknownId') expect(nameOf(404, { detail: text })).toBe(name);
	}
});

describe("Akkio's words", () => {
	const details = (count: number, msg: string) =>
		Array.from({ length: count }, (_, n) => ({ loc: ['body', 'rows', n, 'Age'], msg, type: 'x' }));
	const LONG = 'x'.repeat(1_000_000);

	// prettier-ignore
	test.each<[unknown, string | undefined]>([
		[says('missing or invalid API key'), 'missing or invalid API key'], [{ status: 'error', message: 'No seats left' }, 'No seats left'],
		[{ status: 'error', message: '' }, 'error'], [{ status: 'error', message: { code: 7 } }, 'error'], [{ detail: 'Bad rows' }, 'Bad rows'],
		[{ detail: [{ loc: ['body', 'name'], msg: 'bad' }, { loc: ['body'], msg: 'x' }] }, 'name: bad; x'],
		[{ detail: details(7, 'no') }, 'rows.0.Age: no; rows.1.Age: no; rows.2.Age: no; rows.3.Age: no; rows.4.Age: no and 2 more'],
		...[{ detail: [] }, { detail: ['odd', null] }, '<html>Bad Gateway</html>', ['success'], null].map((body): [unknown, undefined] => [body, undefined]),
	])('of %j are %j', (body, expected) =>
		expect(apiMessage({ statusCode: 422, headers: {}, body })).toBe(expected),
	);

	test.each<[string, Reply['body']]>([
		['a long status', says(LONG)],
		['a long message', { status: 'error', message: LONG }],
		['a detail per cell', { detail: details(30_000, 'value is not a valid float') }],
		['a few large details', { detail: details(3, LONG) }],
		['long names', { detail: [{ loc: ['body', LONG], msg: 'no' }] }],
	])('are cut to about 300 characters: %s', (_what, body) => {
		const { message } = classifyError(answered(reply(422, body)), 'k'.repeat(32));
		expect(message.length).toBeGreaterThan(20);
		expect(message.length).toBeLessThan(350);
	});
});

describe('the key', () => {
	const key = 'c0ffee+/"key of 32 characters, é';
	/** Everywhere in an error where a text may come from outside. */
	const contextsWith = (text: string, place = text): ErrorContext[] => [
		answered(reply(400, says(text))),
		answered(reply(422, { detail: [{ loc: ['body', place], msg: text }] })),
		{ codes: [], host, blockedByN8n: text },
		{ ...answered(reply(404, says('none'))), target: `dataset '${text}'` },
	];

	test('is in no message, whoever put it there', () => {
		const spelled = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].join(' ');
		const contexts = [...contextsWith(spelled, key), { codes: ['ENOTFOUND'], host: `${key}.test` }];
		expect(contexts.map((context) => classifyError(context, key).message)).toEqual([
			`${REJECTED} [API key] [API key] [API key]`,
			'Akkio rejected the data: [API key]: [API key] [API key] [API key]',
			'n8n blocked the request: [API key] [API key] [API key]',
			"Akkio has no dataset '[API key] [API key] [API key]'",
			'Could not connect to Akkio at [API key].test',
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
			const inJson = answered(reply(400, says(JSON.stringify(text))));
			for (const context of [...contextsWith(text).slice(0, 3), inJson]) {
				expect(classifyError(context, key).message).not.toMatch(/c0ff|ffee/);
			}
		}
	});
});

describe('Retry-After', () => {
	const sent = 'Mon, 23 Nov 2026 10:00:00 GMT';
	const wait = (header: unknown, date: unknown = sent) =>
		retryAfterMs({ date, ...(header === undefined ? {} : { 'retry-after': header }) });

	// prettier-ignore
	test.each<[unknown[], number | undefined]>([
		[['0', 'Mon, 23 Nov 2026 09:59:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'], 0], [['1.5'], 1500], [['60'], 60_000], [['3600'], 3_600_000],
		[[' 7 ', 7], 7000], [['Mon, 23 Nov 2026 10:00:03 GMT', 'Monday, 23-Nov-26 10:00:03 GMT', '2026-11-23T10:00:03Z'], 3000],
		// Date.parse takes some of these for days in 2001, and "now" would mean five tries without a wait.
		[[undefined, '', 'soon', '5s', '120 seconds', 'NaN', 'try 10', '5 (busy)', '3,5', '-1', 'Mon, 99 Nov 2026 10:00:00 GMT'], undefined],
	])('of %j is a wait of %p ms', (headers, ms) =>
		expect(headers.map((header) => [header, wait(header)])).toEqual(headers.map((header) => [header, ms])),
	);

	test("a date is measured by the response's own clock, and by the local one only without it", () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2031-01-01T00:00:00Z'));
		expect(wait('Mon, 23 Nov 2026 10:00:03 GMT')).toBe(3000);
		for (const date of [undefined, '', 'yesterday']) {
			expect(wait('Wed, 01 Jan 2031 00:00:05 GMT', date ?? null)).toBe(5000);
		}
		now.mockRestore();
	});
});

const MASK = '[API key]';
const RANDOM = randomKey();
// prettier-ignore
const KEYS = ['8c5d2a1e-90f3-4b1c-a7aa-0123456789ab', "a<b>c&d'e:$,f%41U", '[a-z](.*)+?^{2}|$&\\d', 'key\twith\nlines 😀', RANDOM];

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const entity = (one: string) => `&#${one.codePointAt(0)};`;
const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** How a character may be spelled in what a server sends back. */
const SPELLINGS: Array<(one: string) => string> = [
	(one) => one,
	(one) => one.toUpperCase(),
	json,
	(one) => json(json(one)).replaceAll('/', '\\/'),
	(one) => one.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
	(one) => Buffer.from(one).toString('hex').replace(/../g, '%$&'),
	(one) => encodeURIComponent(encodeURIComponent(one)),
	(one) => new URLSearchParams({ one }).toString().slice('one='.length),
	(one) => NAMED[one] ?? one,
	entity,
	(one) => `&#x${hex(one.codePointAt(0)!, 6)};`,
	(one) => entity(one).replace('&', '&amp;'),
];

test.each(KEYS)('the key %j is masked, each character spelled alike or in another way', (key) => {
	for (const isMixed of [false, true]) {
		for (const shift of SPELLINGS.keys()) {
			const wayOf = (at: number) => SPELLINGS[(shift + (isMixed ? at : 0)) % SPELLINGS.length]!;
			const spelled = [...key].map((one, at) => wayOf(at)(one)).join('');
			const around = (one: string) => `${one} The key '${one}' or ${one}${one}.`;
			expect(redactKey(around(spelled), key)).toBe(around(MASK));
			// What all tests look for leaks with finds it, too.
			if (key === RANDOM) expect(spellingsIn(JSON.stringify(`<${spelled}>`), key)).not.toEqual([]);
		}
	}
	expect(spellingsIn(RANDOM, randomKey())).toEqual([]);
});

test.each(KEYS)('the key %j is gone in Base64, with anything around it, and as digits', (key) => {
	for (const before of ['', 'u', 'us', 'use']) {
		for (const after of ['', 'a', 'ab', 'abc']) {
			for (const alphabet of ['base64', 'base64url', 'hex'] as const) {
				const text = `Basic ${Buffer.from(before + key + after).toString(alphabet)}`;
				const masked = redactKey(text, key);
				if (key === RANDOM) expect(spellingsIn(text, key)).not.toEqual([]);
				expect(masked).toContain(MASK);
				expect(spellingsIn(masked, key)).toEqual([]);
			}
		}
	}
});

const WORDS = 'An API key of 1234567 demos';
// prettier-ignore
test.each<[string, string, string]>([
	...['a<b>c', 'nothing to hide', '', '%%', '\\u', '&#;', MASK].map((text): [string, string, string] => [KEYS[1]!, text, text]),
	// A key as short as these is part of other words.
	...['', 'A', 'API', 'demo', '1234567'].map((key): [string, string, string] => [key, WORDS, WORDS]),
	// A mask is not masked again.
	...['[API key]', 'API key]', 'PI key] [AP'].map((key): [string, string, string] => [key, `${key} ${key}`, `${MASK} ${MASK}`]),
])('the key %j in %j: what is around it stays', (key, text, masked) =>
	expect(redactKey(text, key)).toBe(masked),
);

test.each(['\\', '%25', '&amp;', '&#0', '\\u00'])(
	'a text of escapes takes no more work than its length: %j',
	(piece) => expect(redactKey(piece.repeat(50_000), KEYS[0]!)).toBe(piece.repeat(50_000)),
);
