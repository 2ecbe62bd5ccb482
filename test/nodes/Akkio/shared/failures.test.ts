import { explain } from '../../../../nodes/Akkio/shared/explain';
import { FAILURES, type Trouble } from '../../../../nodes/Akkio/shared/failures';
import * as replies from '../../../support/akkio/replies.mts';
import type { Reply } from '../../../support/akkio/replies.mts';

const answered = ({ status, headers = {}, body }: Reply, dataset?: string): Trouble => ({
	codes: [],
	host: 'api.akkio.com',
	dataset,
	answer: { statusCode: status, headers, body },
});
const broken = (...codes: string[]): Trouble => ({ codes, host: 'api.akkio.com' });
const reply = (status: number, body: Reply['body']): Reply => ({ status, body });

/** A way to fail · its row · what became of the rows · what the user reads. */
const CASES: Array<[string, Trouble, string, string, string]> = [
	[
		'n8n held it back',
		{ ...broken(), heldBack: 'Domain not allowed' },
		'heldBack',
		'notAppended',
		'n8n did not let the request out: Domain not allowed',
	],
	[
		'stopped while it waited for its turn',
		broken('AKKIO_NOT_SENT'),
		'stoppedBefore',
		'notAppended',
		'The execution was stopped',
	],
	[
		'no web address',
		broken('ERR_INVALID_URL'),
		'noAddress',
		'notAppended',
		"The credential's 'Base URL' is not a web address",
	],
	[
		'refused connection',
		broken('ECONNREFUSED', 'connect'),
		'neverConnected',
		'notAppended',
		'Akkio cannot be reached at api.akkio.com',
	],
	[
		'unknown host',
		broken('ENOTFOUND', 'getaddrinfo'),
		'neverConnected',
		'notAppended',
		'Akkio cannot be reached at api.akkio.com',
	],
	[
		'timeout before it connected',
		broken('ETIMEDOUT', 'connect'),
		'neverConnected',
		'notAppended',
		'Akkio cannot be reached at api.akkio.com',
	],
	[
		'self-signed certificate',
		broken('DEPTH_ZERO_SELF_SIGNED_CERT'),
		'certificate',
		'notAppended',
		'The certificate of api.akkio.com cannot be trusted',
	],
	[
		'stopped by the user',
		broken('ERR_CANCELED'),
		'cancelled',
		'unknown',
		'The execution was stopped while Akkio had not answered yet',
	],
	['timeout', broken('ECONNABORTED'), 'noAnswer', 'unknown', 'Akkio did not answer in time'],
	[
		'cut line',
		broken('ECONNRESET', 'read'),
		'cutAnswer',
		'unknown',
		'The connection to Akkio was cut before an answer came',
	],
	[
		'nothing known',
		broken(),
		'cutAnswer',
		'unknown',
		'The connection to Akkio was cut before an answer came',
	],
	[
		'wrong key',
		answered(replies.wrongKey()),
		'wrongKey',
		'notAppended',
		'Akkio does not know this API key',
	],
	[
		'wrong key, where a dataset is named',
		answered(replies.wrongKey(), "'Leads'"),
		'wrongKey',
		'notAppended',
		'Akkio does not know this API key',
	],
	[
		'401',
		answered(replies.unauthorized()),
		'refusedKey',
		'refused',
		'Akkio does not accept this API key',
	],
	[
		'403',
		answered(replies.noAccess()),
		'noAccess',
		'refused',
		'Akkio does not let this organization use its API',
	],
	[
		'unknown dataset',
		answered(replies.unknownDataset(), "'Leads'"),
		'unknownDataset',
		'notAppended',
		"Akkio has no dataset 'Leads'",
	],
	[
		'no such address',
		answered(replies.noRoute(), "'Leads'"),
		'wrongAddress',
		'notAppended',
		'Nothing at api.akkio.com answers like Akkio',
	],
	[
		'a page that is not there',
		answered(replies.gatewayPage(404), "'Leads'"),
		'wrongAddress',
		'notAppended',
		'Nothing at api.akkio.com answers like Akkio',
	],
	[
		'redirect',
		answered(replies.redirect(307, 'https://elsewhere.test/')),
		'redirected',
		'refused',
		'api.akkio.com sends requests on to another address',
	],
	[
		'413',
		answered(replies.tooLarge()),
		'tooLarge',
		'notAppended',
		'This was more than Akkio takes in one request',
	],
	[
		'422',
		answered(
			replies.invalid({ loc: ['body', 'rows', 'Age'], msg: 'value is not a number', type: 'x' }),
		),
		'invalid',
		'notAppended',
		'Akkio found the data invalid: rows.Age: value is not a number',
	],
	[
		'429',
		answered(replies.tooMany()),
		'tooMany',
		'notAppended',
		'Akkio got more requests than it takes',
	],
	[
		'408',
		answered(reply(408, '')),
		'askedToWait',
		'notAppended',
		'Akkio is busy and asks to come back later',
	],
	[
		'503 with Retry-After',
		answered(replies.gatewayPage(503, 3)),
		'askedToWait',
		'notAppended',
		'Akkio is busy and asks to come back later',
	],
	[
		'503 without it',
		answered(replies.gatewayPage(503)),
		'serverFault',
		'unknown',
		'Akkio could not answer (HTTP 503)',
	],
	[
		'500',
		answered(replies.serverFault()),
		'serverFault',
		'unknown',
		'Akkio could not answer (HTTP 500)',
	],
	[
		'gateway page',
		answered(replies.gatewayPage(502)),
		'serverFault',
		'unknown',
		'Akkio could not answer (HTTP 502)',
	],
	[
		'200 that is no success',
		answered(replies.failed('plan limit reached')),
		'refused',
		'refused',
		'Akkio refused: plan limit reached',
	],
	[
		'any other 4xx',
		answered(reply(400, { status: 'bad rows' })),
		'refused',
		'refused',
		'Akkio refused: bad rows',
	],
	[
		'any other 4xx, wordless',
		answered(reply(418, '')),
		'refused',
		'refused',
		'Akkio refused: no reason given',
	],
	[
		'200 with a page',
		answered(replies.gatewayPage(200)),
		'unreadable',
		'unknown',
		"The answer of api.akkio.com is not one of Akkio's",
	],
	[
		'200 with nothing',
		answered(reply(200, '')),
		'unreadable',
		'unknown',
		"The answer of api.akkio.com is not one of Akkio's",
	],
	[
		'201 with success',
		answered(reply(201, { status: 'success' })),
		'unreadable',
		'unknown',
		"The answer of api.akkio.com is not one of Akkio's",
	],
];

test.each(CASES)('%s', (_way, trouble, name, rows, message) => {
	expect(explain(trouble, 'demo')).toMatchObject({ name, rows, message });
});

test('every row of the table has a case here', () => {
	expect(new Set(CASES.map(([, , name]) => name))).toEqual(
		new Set(FAILURES.map(({ name }) => name)),
	);
});

test("every row says what to do, in n8n's words for it", () => {
	const words = FAILURES.map((row) => [
		row.name,
		row.message(answered(replies.failed('x'), "'Leads'")),
		row.description,
	]);
	const bad = words.filter((texts) =>
		texts.slice(1).some((text) => !text || /error|problem|failure|mistake/i.test(text!)),
	);
	expect(bad).toEqual([]);
});

test('a key that the server sends back is not in the words, in any spelling', () => {
	const key = 'se"cret/kéy';
	const spelled = [
		key,
		JSON.stringify(key),
		encodeURIComponent(key),
		Buffer.from(key).toString('base64'),
	];
	const { message } = explain(answered(replies.failed(spelled.join(' '))), key);
	expect(message).toBe('Akkio refused: [API key] "[API key]" [API key] [API key]');
});
