import { Unfit } from './unfit';

/** One row on its way to a dataset: column → value. */
export type Row = Record<string, unknown>;

/** The keys of what Append Rows puts out for an item of one row. */
const REPORT = ['outcome', 'datasetId', 'rowCount', 'request', 'row'];

/** The keys of what n8n's Webhook node puts out. */
const WEBHOOK = ['headers', 'params', 'query', 'body', 'webhookUrl', 'executionMode'];

/**
 * The row of an item, or the list of its rows, mapped automatically: its JSON, each key a column. What
 * n8n itself adds is not data: what a webhook received is read from its `body`, what another Append Rows
 * puts out from its `row` or `rows`, and the two fields that the Form Trigger adds are left out.
 * @returns mostly an object or a list of objects, but anything that a webhook may have been sent
 */
export function rowsIn(json: Row): unknown {
	if (!isRow(json)) return json;
	if (isReport(json)) return json.row ?? json.rows;
	if (isWebhook(json)) return json.body;
	return isFromForm(json) ? withoutFormFields(json) : json;
}

/** A value that was given as a row, if it is one. */
export function rowFrom(value: unknown): Row | Unfit {
	if (isRow(value) && !isDate(value)) return value;
	return new Unfit(
		`is ${kindOf(value)}, and no object`,
		'A row is an object whose keys are columns, such as { "Name": "Ada", "Age": 36 }.',
	);
}

function kindOf(value: unknown): string {
	if (value === null || value === undefined) return 'null';
	if (typeof value !== 'object') return `a ${typeof value}`;
	return Array.isArray(value) ? 'a list' : 'a date';
}

/** JavaScript's or luxon's: what is in them is no column. */
const isDate = (value: Row) => typeof value.toJSON === 'function';

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function isReport(json: Row): boolean {
	if (!Object.hasOwn(json, REPORT[0]!)) return false;
	const last = 'row' in json ? 'row' : 'rows';
	const isData = last === 'row' ? isRow(json.row) : Array.isArray(json.rows);
	return isData && Object.keys(json).join() === [...REPORT.slice(0, -1), last].join();
}

/** A table that happens to have a column `body` keeps it: all six are there together, or it is data. */
function isWebhook(json: Row): boolean {
	return (
		typeof json.webhookUrl === 'string' &&
		Object.keys(json).length === WEBHOOK.length &&
		WEBHOOK.every((key) => Object.hasOwn(json, key)) &&
		[json.headers, json.params, json.query].every(isRow)
	);
}

/** The Form Trigger always adds these two together; a table with one of them keeps it. */
function isFromForm({ submittedAt, formMode }: Row): boolean {
	return typeof submittedAt === 'string' && (formMode === 'production' || formMode === 'test');
}

function withoutFormFields(json: Row): Row {
	const row = { ...json };
	delete row.submittedAt;
	delete row.formMode;
	return row;
}
