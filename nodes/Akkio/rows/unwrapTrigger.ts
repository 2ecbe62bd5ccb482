import { isObject, joinNames } from '../shared/text';
import { InvalidJson, parseJson } from './parseJson';
import type { Row } from './preparedRow';

/** What n8n's Webhook node puts out, `jwtPayload` with JWT authentication. */
const WEBHOOK_FIELDS = [
	'headers',
	'params',
	'query',
	'body',
	'webhookUrl',
	'executionMode',
	'jwtPayload',
];

/** What this node puts out for one incoming item. */
const REPORT_FIELDS = [
	'outcome',
	'row',
	'rows',
	'error',
	'description',
	'dataset',
	'datasetId',
	'rowCount',
	'request',
	'warning',
];
const OUTCOMES = new Set([
	...['appended', 'notAppended', 'rejected', 'unknown'],
	...['wouldAppend', 'wouldFail'],
]);

/** Thrown for an item that is more than one thing at once. */
export class MixedItem extends Error {
	readonly description =
		"Add the fields to the objects in the list before this node, or turn on 'Use Raw Items' under 'Options'.";

	constructor(fields: readonly string[]) {
		super(`has fields beside its list of rows: ${joinNames(fields)}`);
	}
}

/**
 * The row of an item, or the list of its rows, mapped automatically: its JSON, each key a field. What n8n
 * adds itself is not data, and is known by what it is, whatever else the item holds: a webhook's item is
 * read from its body, or its query where that is empty; a report of this node from its rows; and the
 * fields that the Form Trigger adds are left out. Fields that the workflow added are added to the row.
 * @returns mostly an object or a list of objects, but anything that a webhook may have been sent
 * @throws MixedItem if fields were added to a list of rows
 */
export function unwrapTrigger(json: Row): unknown {
	if (!isObject(json)) return json;
	if (isReport(json)) return withFields(reportRows(json), without(json, REPORT_FIELDS));
	if (isObject(json.error) && isReport(json.error)) {
		const rows = reportRows(json.error);
		// On the error output n8n puts the report under the fields of the input.
		return rows ?? unwrapTrigger(without(json, ['error']));
	}
	if (isWebhook(json)) return withFields(webhookRows(json), without(json, WEBHOOK_FIELDS));
	return isForm(json) ? withoutFormFields(json) : json;
}

/** An item as a report may show it: never with what n8n added, such as a webhook's headers. */
export function unwrapForDisplay(json: Row): unknown {
	return isObject(json) && isWebhook(json) ? json.body : unwrapTrigger(json);
}

/** Rows with the fields that the workflow added beside them. */
function withFields(rows: unknown, added: Row): unknown {
	const names = Object.keys(added);
	if (names.length === 0) return rows;
	if (isObject(rows)) return { ...rows, ...added };
	if (Array.isArray(rows)) throw new MixedItem(names);
	return rows === undefined || rows === null || rows === '' ? added : rows;
}

/** A table may have columns of these names, but not of these kinds side by side. */
function isWebhook({ headers, params, query, body, webhookUrl, executionMode }: Row): boolean {
	const hasHeaders = isObject(headers) && Object.values(headers).every(isHeader);
	const hasUrl = typeof webhookUrl === 'string';
	const signs = [
		hasHeaders && hasUrl,
		isObject(params),
		isObject(query),
		isMode(executionMode),
		body !== undefined,
	];
	return (hasHeaders || hasUrl) && signs.filter(Boolean).length >= 2;
}

const isHeader = (value: unknown) => typeof value === 'string' || Array.isArray(value);
const isMode = (value: unknown) => value === 'production' || value === 'test';

function webhookRows({ body, query }: Row): unknown {
	const received = typeof body === 'string' ? parsedText(body) : body;
	const isEmpty =
		received === undefined ||
		received === null ||
		received === '' ||
		(isObject(received) && Object.keys(received).length === 0);
	return isEmpty && isObject(query) ? query : received;
}

/** A body's text, as JSON if it is an object or a list. */
function parsedText(text: string): unknown {
	const trimmed = text.replace(/^\uFEFF/, '').trim();
	if (!/^[[{]/.test(trimmed)) return trimmed;
	const value = parseJson(trimmed);
	return value instanceof InvalidJson ? text : value;
}

/** The Form Trigger always adds these two together; a table with one of them keeps it. */
const isForm = ({ submittedAt, formMode }: Row) =>
	typeof submittedAt === 'string' && isMode(formMode);

/** The other three are objects where n8n added them; a form's own field of such a name is text. */
function withoutFormFields(json: Row): Row {
	const names = ['formQueryParameters', 'headers', 'user'].filter((name) => isObject(json[name]));
	return without(json, ['submittedAt', 'formMode', ...names]);
}

function isReport(json: Row): boolean {
	const { outcome, datasetId, rowCount, rows } = json;
	return (
		OUTCOMES.has(outcome as string) &&
		typeof rowCount === 'number' &&
		(datasetId === null || typeof datasetId === 'string') &&
		('row' in json || Array.isArray(rows))
	);
}

/** A report's row or rows; of several, each may stand in a report of its own. */
function reportRows({ row, rows }: Row): unknown {
	if (!Array.isArray(rows)) return row;
	return rows.map((one: unknown) =>
		isObject(one) && OUTCOMES.has(one.outcome as string) && 'row' in one ? one.row : one,
	);
}

const without = (json: Row, names: readonly string[]): Row =>
	Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
