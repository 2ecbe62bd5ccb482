import { isObject, joinNames } from '../shared/text';
import { parseJson } from './parseJson';
import { InvalidRow, OUTCOMES, type Row } from './preparedRow';

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
const isOutcome = (value: unknown) => (OUTCOMES as readonly unknown[]).includes(value);

/** Thrown for an item that is more than one thing at once. */
export class MixedItem extends Error {
	readonly description =
		"Add the fields to the objects in the array before this node. In Append Rows, you can also turn on 'Use Raw Items'.";

	constructor(
		readonly rows: readonly unknown[],
		fields: readonly string[],
	) {
		super(`has fields beside its array of rows: ${joinNames(fields)}`);
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
	if (isForm(json)) return withoutFormFields(json);
	return isWebhook(json) ? withFields(webhookRows(json), without(json, WEBHOOK_FIELDS)) : json;
}

/** An item as a report may show it: never with what n8n added, such as a webhook's headers. */
export function unwrapForDisplay(json: Row): unknown {
	try {
		return unwrapTrigger(json);
	} catch (error) {
		return (error as MixedItem).rows;
	}
}

/** Rows with the fields that the workflow added beside them. */
function withFields(rows: unknown, added: Row): unknown {
	const names = Object.keys(added);
	if (names.length === 0) return rows;
	if (isObject(rows)) return { ...rows, ...added };
	if (Array.isArray(rows)) throw new MixedItem(rows, names);
	return rows === undefined || rows === null || rows === '' ? added : rows;
}

/**
 * A table may have columns of these names, but not three of these kinds side by side. The two rarest
 * are enough; and every HTTP request names its host, which no response does.
 */
function isWebhook({ headers, params, query, body, webhookUrl, executionMode }: Row): boolean {
	const isCall = typeof webhookUrl === 'string' && isMode(executionMode);
	if (isCall || (isObject(headers) && typeof headers.host === 'string')) return true;
	const signs = [
		isObject(headers) && Object.values(headers).every(isHeader),
		isObject(params),
		isObject(query),
		typeof webhookUrl === 'string',
		isMode(executionMode),
		body !== undefined,
	];
	return signs.filter(Boolean).length >= 3;
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
	return value instanceof InvalidRow ? text : value;
}

/** Two of what the Form Trigger adds; a table with one of them keeps it. */
const isForm = ({ submittedAt, formMode, formQueryParameters }: Row) =>
	[typeof submittedAt === 'string', isMode(formMode), isObject(formQueryParameters)].filter(Boolean)
		.length >= 2;

/** The last three are objects where n8n added them; a form's own field of such a name is text or a file. */
function withoutFormFields(json: Row): Row {
	const isOwn = (value: unknown) => !isObject(value) || 'mimetype' in value;
	const names = ['formQueryParameters', 'headers', 'user'].filter((name) => !isOwn(json[name]));
	return without(json, ['submittedAt', 'formMode', ...names]);
}

/** Some of its fields may have been removed on the way. */
function isReport({ outcome, row, rows, datasetId, rowCount }: Row): boolean {
	const signs = [typeof rowCount === 'number', datasetId === null || typeof datasetId === 'string'];
	const count = signs.filter(Boolean).length;
	const hasRows = isObject(row) || Array.isArray(rows);
	return isOutcome(outcome) && (hasRows ? count > 0 : row !== undefined && count > 1);
}

/** A report's row or rows; of several, each stands in a report of its own if they differ. */
function reportRows({ row, rows }: Row): unknown {
	if (!Array.isArray(rows)) return row;
	return rows.every(isRowReport) ? rows.map((one) => (one as Row).row) : rows;
}

const isRowReport = (value: unknown) =>
	isObject(value) && isOutcome(value.outcome) && 'row' in value;

const without = (json: Row, names: readonly string[]): Row =>
	Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
