import { MAX_API_MESSAGE, NOT_SENT } from './constants';
import { MASK, redactKey } from './redact';
import { isObject, truncate } from './text';

/** One HTTP response, as n8n's request helper hands it over with `returnFullResponse`. */
export interface Response {
	statusCode: number;
	headers: Record<string, unknown>;
	/** Parsed where it was JSON, else the text. */
	body: unknown;
}

/**
 * What became of a row. *appended*: Akkio said so. *notAppended*: certainly not there. *rejected*: Akkio
 * said no, and nobody knows whether a part was kept. *unknown*: it may be there.
 */
export type RowOutcome = 'appended' | 'notAppended' | 'rejected' | 'unknown';

/** What is known about a request that did not succeed: the response, or why none came. */
export interface ErrorContext {
	response?: Response;
	/** Codes and system calls of the network's error, outermost first. */
	codes: string[];
	/** n8n's own words where n8n itself did not let the request out. */
	blockedByN8n?: string;
	/** The host that was asked. */
	host: string;
	/** What the request names by its id, in words: dataset 'Leads', or dataset with the ID 'abc'. */
	target?: string;
	/** Akkio's own words, as `apiMessage` gives them. */
	apiWords?: string;
}

/** How a request ended that did not succeed, in words for the user. */
export interface RequestError {
	/** The row of ERRORS. */
	name: string;
	outcome: Exclude<RowOutcome, 'appended'>;
	/** Every later request to this dataset, or of this whole run, would end the same way. */
	fatalFor?: 'dataset' | 'run';
	/** *always*: certainly not processed; *reads*: may be sent again if it only reads. */
	retry?: 'always' | 'reads';
	/** No request went out at all. */
	neverSent?: true;
	/** How long Akkio asked to wait, in milliseconds. */
	retryAfterMs?: number;
	/** What happened. */
	message: string;
	/** What to do. */
	description: string;
	httpCode?: string;
}

interface ErrorRow extends Omit<RequestError, 'message' | 'retryAfterMs' | 'httpCode'> {
	matches: (context: ErrorContext) => boolean;
	message: (context: ErrorContext) => string;
}

const TRY_LATER = 'Try again in a few minutes. If it happens again, contact Akkio.';
const PASTE_KEY =
	"Open the 'Akkio API' credential and paste the key again from Team Settings in Akkio (https://app.akkio.com/team-settings).";
const CHECK_URL =
	"Check the 'Base URL' in the credential. It is normally https://api.akkio.com/v1.";

const hasStatus =
	(...codes: number[]) =>
	({ response }: ErrorContext) =>
		response !== undefined && codes.includes(response.statusCode);
const hasCode =
	(pattern: RegExp) =>
	({ codes }: ErrorContext) =>
		codes.some((code) => pattern.test(code));
const words = ({ apiWords }: ErrorContext) => apiWords ?? 'no reason given';
const isFromAkkio = ({ response, apiWords }: ErrorContext) =>
	response !== undefined && apiWords !== undefined && !saysSuccess(response);

/**
 * Every way in which a request can end without success, first match wins: how it is recognized, what
 * became of the rows, and what the user reads. Tested row by row.
 */
export const ERRORS: readonly ErrorRow[] = [
	{
		name: 'blockedByN8n',
		matches: ({ blockedByN8n }) => blockedByN8n !== undefined,
		outcome: 'notAppended',
		neverSent: true,
		fatalFor: 'run',
		message: ({ blockedByN8n }) => `n8n blocked the request: ${blockedByN8n}`,
		description: "Check the 'Akkio API' credential and this n8n's settings. Nothing was sent.",
	},
	{
		name: 'stoppedBefore',
		matches: ({ codes }) => codes.includes(NOT_SENT),
		outcome: 'notAppended',
		neverSent: true,
		fatalFor: 'run',
		message: () => 'The execution was stopped',
		description: 'Nothing was sent after that.',
	},
	{
		name: 'invalidUrl',
		matches: hasCode(
			/^(ERR_INVALID_URL|ERR_BAD_REQUEST|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION_VALUE)$/,
		),
		outcome: 'notAppended',
		neverSent: true,
		fatalFor: 'run',
		message: () => "The 'Base URL' in the credential is not a web address",
		description: 'It is normally https://api.akkio.com/v1. Nothing was sent.',
	},
	{
		name: 'neverConnected',
		matches: hasCode(/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connect|getaddrinfo)$/),
		outcome: 'notAppended',
		retry: 'always',
		message: ({ host }) => `Could not connect to Akkio at ${host}`,
		description:
			"Check the 'Base URL' in the credential, and that this n8n can reach the internet. Nothing was sent.",
	},
	{
		name: 'untrustedCertificate',
		matches: hasCode(/^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET)_)/),
		outcome: 'notAppended',
		fatalFor: 'run',
		message: ({ host }) => `The certificate of ${host} is not trusted`,
		description:
			"Check the 'Base URL' in the credential. If the host is your own, turn on 'Ignore SSL Issues' under 'Request Options' in the node's settings. Nothing was sent.",
	},
	{
		name: 'stoppedDuring',
		matches: hasCode(/^ERR_CANCELED$/),
		outcome: 'unknown',
		fatalFor: 'run',
		message: () => 'The execution was stopped before Akkio responded',
		description: 'It is not known whether Akkio processed this request. Check in Akkio.',
	},
	{
		name: 'timeout',
		matches: hasCode(/^(ECONNABORTED|ETIMEDOUT)$/),
		outcome: 'unknown',
		message: () => 'Akkio did not respond in time',
		description: TRY_LATER,
	},
	{
		name: 'connectionClosed',
		matches: ({ response }) => response === undefined,
		outcome: 'unknown',
		retry: 'reads',
		message: () => 'The connection to Akkio closed before it responded',
		description: TRY_LATER,
	},
	{
		name: 'wrongKey', // facts E2, E4
		matches: (context) =>
			(hasStatus(404)(context) && /api.?key/i.test(failure(context))) ||
			(hasStatus(200, 400)(context) && saysUnknown(failure(context), KEY)),
		outcome: 'notAppended',
		fatalFor: 'run',
		message: () => 'Akkio does not recognize this API key',
		description: PASTE_KEY,
	},
	{
		name: 'rejectedKey', // fact E4
		matches: hasStatus(401),
		outcome: 'rejected',
		fatalFor: 'run',
		message: () => 'Akkio does not accept this API key',
		description: PASTE_KEY,
	},
	{
		name: 'accessDenied', // fact E4
		matches: (context) => hasStatus(403)(context) && isFromAkkio(context),
		outcome: 'rejected',
		fatalFor: 'run',
		message: (context) => `Akkio denied access: ${words(context)}`,
		description: 'Check that your Akkio plan includes this part of the API.',
	},
	{
		name: 'missingId', // facts W18, E10
		matches: (context) =>
			hasStatus(200, 400, 404)(context) && /\bno (valid )?id provided\b/i.test(failure(context)),
		outcome: 'notAppended',
		fatalFor: 'dataset',
		message: () => 'Akkio received no ID',
		description: 'Choose from the list, or check the expression that returns the ID.',
	},
	{
		name: 'unknownId', // fact E3
		matches: (context) =>
			context.target !== undefined &&
			((hasStatus(404)(context) &&
				isObject(context.response!.body) &&
				'status' in context.response!.body) ||
				(hasStatus(200, 400, 404, 410, 422)(context) && saysUnknown(failure(context), ID))),
		outcome: 'notAppended',
		fatalFor: 'dataset',
		message: ({ target }) => `Akkio has no ${target}`,
		description: 'It may have been deleted. Choose another one from the list.',
	},
	{
		name: 'wrongUrl', // fact E9
		matches: hasStatus(403, 404),
		outcome: 'notAppended',
		fatalFor: 'run',
		message: ({ host }) => `No Akkio API found at ${host}`,
		description: CHECK_URL,
	},
	{
		name: 'redirected',
		matches: ({ response }) => Math.trunc(response!.statusCode / 100) === 3,
		outcome: 'rejected',
		fatalFor: 'run',
		message: ({ host }) => `${host} redirects to another address`,
		description:
			"Redirects are not followed, since they would take the API key along. Enter Akkio's own address as the 'Base URL' in the credential.",
	},
	{
		name: 'tooLarge',
		matches: hasStatus(413),
		outcome: 'notAppended',
		message: () => 'The request was too large for Akkio',
		description: 'A single row is too large: shorten its longest texts.',
	},
	{
		name: 'invalidData', // fact E5
		matches: hasStatus(422),
		outcome: 'notAppended',
		message: (context) => `Akkio rejected the data: ${words(context)}`,
		description: "Compare the rows with the dataset's columns. The operation Get shows them.",
	},
	{
		name: 'rateLimit', // facts L1, U2
		matches: hasStatus(429),
		outcome: 'notAppended',
		retry: 'always',
		message: () => "Akkio's rate limit was exceeded",
		description:
			"Akkio allows five requests a second for the whole account. If others use the account too, lower 'Requests per Second' in the credential.",
	},
	{
		name: 'unavailable',
		matches: (context) =>
			hasStatus(503)(context) && retryAfterMs(context.response!.headers) !== undefined,
		outcome: 'notAppended',
		retry: 'always',
		message: () => 'Akkio is busy and asks to try again later',
		description: TRY_LATER,
	},
	{
		name: 'requestTimeout', // may come from a proxy after Akkio stored the rows
		matches: hasStatus(408),
		outcome: 'unknown',
		retry: 'reads',
		message: () => 'Akkio, or a proxy on the way, timed out (HTTP 408)',
		description: TRY_LATER,
	},
	{
		name: 'serverError', // fact E6: often a gateway's page
		matches: ({ response }) => response!.statusCode >= 500,
		outcome: 'unknown',
		retry: 'reads',
		message: ({ response }) => `Akkio could not process the request (HTTP ${response!.statusCode})`,
		description: TRY_LATER,
	},
	{
		name: 'rejected', // fact E1
		matches: (context) => context.response!.statusCode >= 400 || isFromAkkio(context),
		outcome: 'rejected',
		message: (context) => `Akkio rejected the request: ${words(context)}`,
		description:
			"The text after the colon is Akkio's own. Correct what it names, or contact Akkio.",
	},
	{
		name: 'unexpectedResponse', // fact E6
		matches: () => true,
		outcome: 'unknown',
		message: ({ host }) => `Unexpected response from ${host}`,
		description: `${CHECK_URL} A proxy or gateway on the way may have responded in Akkio's place.`,
	},
];

/** Picks the row of ERRORS and fills in its words; `key` is not in them, whoever sent it back. */
export function classifyError(given: ErrorContext, key = ''): RequestError {
	const { response, blockedByN8n } = given;
	const context = {
		...given,
		apiWords: response && apiMessage(response, key),
		blockedByN8n: blockedByN8n === undefined ? undefined : shorten(blockedByN8n, key),
	};
	const { name, outcome, fatalFor, retry, neverSent, message, description } = ERRORS.find((one) =>
		one.matches(context),
	)!;
	return {
		name,
		outcome,
		fatalFor,
		retry,
		neverSent,
		description,
		retryAfterMs: response && retryAfterMs(response.headers),
		message: redactKey(message(context), key),
		httpCode: response && String(response.statusCode),
	};
}

/** The same, with what to check where nobody knows whether a request was processed. */
export const noteIfUnknown = (error: RequestError, note: string): RequestError =>
	error.outcome === 'unknown' ? { ...error, description: `${note} ${error.description}` } : error;

/** Nothing was asked, because the execution had been stopped before. */
export const STOPPED_BEFORE: RequestError = classifyError({ codes: [NOT_SENT], host: '' });

/** True only for HTTP 200 with a JSON object whose `status` is `success` (fact E1). */
export function isSuccess({ statusCode, body }: Response): boolean {
	return statusCode === 200 && saysSuccess({ body });
}

const saysSuccess = ({ body }: Pick<Response, 'body'>) =>
	isObject(body) && body.status === 'success';

/** Akkio's words, if the response is a failure; what stands for the key is none of them. */
const failure = (context: ErrorContext) =>
	isFromAkkio(context) ? words(context).replaceAll(MASK, '') : '';

/**
 * Akkio's own words: `message`, the text of `status` (fact E1), or a 422's `detail` with the fields it
 * names (fact E5), as much of them as a message can bear, without `key`. Undefined where Akkio said
 * nothing.
 */
export function apiMessage({ body }: Response, key = ''): string | undefined {
	if (!isObject(body)) return undefined;
	const { status, message, detail } = body;
	const text = [message, status, detail].find((one) => typeof one === 'string' && one !== '');
	if (typeof text === 'string') return shorten(text, key);
	if (!Array.isArray(detail)) return undefined;
	const details = detail.slice(0, MAX_DETAILS).filter(isObject);
	const more = detail.length > MAX_DETAILS ? ` and ${detail.length - MAX_DETAILS} more` : '';
	if (details.length === 0) return undefined;
	return shorten(details.map(detailText).join('; '), key) + more;
}

const MAX_DETAILS = 5;

function detailText({ loc, msg }: Record<string, unknown>): string {
	// FastAPI's first step is always where it looked ("body"), which tells a user nothing.
	const field = Array.isArray(loc) ? loc.slice(1, 6).join('.').slice(0, MAX_READ) : '';
	return field === '' ? String(msg) : `${field}: ${String(msg)}`;
}

/** Cuts others' words; the key goes first, since half a key is not found. */
const shorten = (text: string, key: string) =>
	truncate(redactKey(text.slice(0, MAX_READ), key), MAX_API_MESSAGE);

/** To look for the key in more than this takes time, and no reader sees it. */
const MAX_READ = 5_000;

/**
 * Whether a text says that there is no such id, or key, and nothing else: the code and the wording are
 * not known (fact E3), and a dataset may also be named where its rows are at fault.
 */
function saysUnknown(text: string, noun: RegExp): boolean {
	const joined = text.toLowerCase().replace(/\b(api|data)[ _-]?(?=key|set)/g, '$1');
	const words = joined.replaceAll('_', ' ').match(/[a-z0-9'’-]*[a-z0-9]/g) ?? [];
	const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
	const isKnown = (word: string) =>
		[noun, NEGATION, FILLER, SOME_ID].some((pattern) => pattern.test(word));
	return has(noun) && has(NEGATION) && words.every(isKnown);
}

const ID = /^(id|dataset|model|project|flow|task|training)s?$/;
const KEY = /^apikey$/;
const SOME_ID = /^'?\w{16,}'?$/;
const NEGATION =
	/^(no|not|non|none|nothing|nonexistent|invalid|unknown|missing|bad|wrong|incorrect|unrecognized|expired|revoked|deleted|removed|gone|cannot|can't|could|couldn't|doesn't|didn't|isn't|wasn't|unable|failed)$/;
const FILLER =
	/^(a|an|any|the|this|that|such|with|for|of|to|by|in|on|it|or|and|error|does|do|did|is|was|be|been|has|have|your?|given|provided|specified|supplied|requested|exists?|existing|found|find|locate|recognized|valid|known|there|longer|anymore)$/;

/** A date, in any of the forms that HTTP has for it; `Date.parse` alone takes "try 10" for one, too. */
const DATE = /^([A-Za-z]{3,9},|\d{4}-)/;

/**
 * What Retry-After asks for, in milliseconds; it comes as seconds or as a date, else it says nothing. A
 * date is measured by the response's own clock, since the local one may be wrong.
 */
export function retryAfterMs(headers: Record<string, unknown>): number | undefined {
	const text = String(headers['retry-after'] ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = DATE.test(text) ? Date.parse(text) : NaN;
	const sent = Date.parse(String(headers.date ?? ''));
	return Number.isNaN(date) ? undefined : Math.max(0, date - (sent || Date.now()));
}
