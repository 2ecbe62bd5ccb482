/**
 * Every answer Akkio is known to give, and those that a server in its place may give, written once.
 * The stand-in sends them; tests that need no server hand them to nock. Numbers are facts in FACTS.md.
 */
import { STATUS_CODES } from 'node:http';

import type { Switches } from './datasets.mts';
import type { Estimate } from './learn.mts';
import type { Model } from './models.mts';
import type { Row } from './rows.mts';

/** One HTTP answer. A `body` that is an object goes out as JSON, text goes out as it is. */
export interface Reply {
	status: number;
	headers?: Record<string, string>;
	body: string | Record<string, unknown>;
}

/** One line of a validation error, as FastAPI words it (E5). */
export interface Detail {
	loc: Array<string | number>;
	msg: string;
	type: string;
}

export const json = (status: number, body: Record<string, unknown>): Reply => ({ status, body });
const plain = (status: number, body: string): Reply => ({
	status,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
	body,
});

/** Rows were appended (W10), or a dataset (W12) or a model (M8) was deleted; others add to it. */
export const success = (more: object = {}): Reply => json(200, { status: 'success', ...more });

/** The list of all datasets (W6). */
export const list = (datasets: Array<{ id: string; name: string }>): Reply =>
	success({ datasets: datasets.map(({ id, name }) => ({ id, name })) });

/**
 * One row with its prediction: the model's columns, those that only the row has, the probabilities and
 * the factors (M4–M7). A predicted number comes back as a number, which is a guess (U11).
 */
export function prediction(
	{ inputs, predictFields, factors = {} }: Pick<Model, 'inputs' | 'predictFields'> & Partial<Model>,
	row: Row,
	estimate: Estimate,
	showFactors = false,
): Row {
	const empty = [...inputs, ...predictFields].map((name) => [name, '']);
	const all = new Map<string, unknown>(Object.entries({ ...Object.fromEntries(empty), ...row }));
	for (const [target, value] of Object.entries(estimate)) {
		if (typeof value === 'number') {
			all.set(target, value);
			continue;
		}
		const classes = Object.entries(value);
		const [best] = classes.reduce((a, b) => (b[1] > a[1] ? b : a));
		all.set(target, best);
		for (const [name, share] of classes) all.set(`Probability ${target} is ${name}`, share);
	}
	const shown = showFactors ? Object.entries(factors) : [];
	for (const [name, factor] of shown) all.set(`akkio_prediction_factor_${name}`, factor);
	return Object.fromEntries(all);
}

/** Rows with their predictions (M3). */
export const predictions = (rows: Row[]): Reply => success({ predictions: rows });

/** The same answer without its last prediction (U17). Nothing known of Akkio does this. */
export function fewerPredictions(reply: Reply): Reply {
	const all = typeof reply.body === 'string' ? undefined : reply.body.predictions;
	return Array.isArray(all) ? predictions((all as Row[]).slice(0, -1)) : reply;
}

/** The plan's predictions are used up (U12; the code and the wording are guesses). */
export const noPredictionsLeft = (): Reply => json(403, { status: 'prediction limit reached' });

/** A failure behind a 200: only `status` tells (E1). */
export const failed = (status = 'error'): Reply => json(200, { status });

/** A failure that explains itself in `message` (E8). `code`: the HTTP status, which is not known. */
export const failedWithMessage = (message: string, code = 200): Reply =>
	json(code, { status: 'error', message });

/** The key is missing or wrong (E2). */
export const wrongKey = (): Reply => json(404, { status: 'missing or invalid API key' });

/** No dataset or model has this id (E3). Which of these Akkio sends, and every wording, is a guess (U8). */
const unknown =
	(noun: string) =>
	(how: NonNullable<Switches['unknownId']> = '404') => {
		if (how === 'error') return failedWithMessage(`invalid ${noun} id`);
		const status = how === '404' ? `${noun} not found` : `invalid ${noun} id`;
		return json(Number(how), { status });
	};
export const unknownDataset = unknown('dataset');
export const unknownModel = unknown('model');

/** A DELETE without an id (E10). */
export const noId = (): Reply => json(400, { status: 'no id provided' });

/** The key is refused, or the organization has no access (E4; the bodies are guesses). */
export const unauthorized = (): Reply => json(401, { detail: 'Unauthorized' });
export const noAccess = (): Reply => json(403, { detail: 'Forbidden' });

/** The body has the wrong shape (E5). */
export const invalid = (...detail: Detail[]): Reply => json(422, { detail });

/** A path that Akkio's host does not serve (E9). */
export const unknownPath = (): Reply => plain(403, 'Unauthorized.');

/** Another server's unknown path, in FastAPI's own words. */
export const noRoute = (): Reply => json(404, { detail: 'Not Found' });

const retryAfterHeader = (retryAfter?: number | string): Record<string, string> =>
	retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };

/** Too many requests (U2). `retryAfter`: seconds, or an HTTP date; without it there is no such header. */
export const tooMany = (retryAfter?: number | string): Reply => ({
	...json(429, { status: 'too many requests' }),
	headers: retryAfterHeader(retryAfter),
});

/** The server failed; whether it wrote anything is open (E7). */
export const serverFault = (): Reply => plain(500, 'Internal Server Error');

/** The HTML page of a gateway in front of Akkio (E6). `code`: any HTTP status, even 200. */
export const gatewayPage = (code: number, retryAfter?: number | string): Reply => ({
	status: code,
	headers: { 'content-type': 'text/html', ...retryAfterHeader(retryAfter) },
	body: `<html>\r\n<body>\r\n<center><h1>${code} ${STATUS_CODES[code]}</h1></center>\r\n</body>\r\n</html>\r\n`,
});

/** A proxy gave up waiting, maybe after the write: plan it as `writeThenAnswer` (E6, E7). */
export const requestTimeout = (): Reply => gatewayPage(408);
/** The body is too large: no limit of Akkio's is known (L2), so it is a gateway that says so (E6). */
export const tooLarge = (): Reply => gatewayPage(413);

/** A redirect, which nothing known of Akkio ever sends. */
export const redirect = (status: 301 | 302 | 303 | 307 | 308, location: string): Reply => ({
	status,
	headers: { location },
	body: '',
});
