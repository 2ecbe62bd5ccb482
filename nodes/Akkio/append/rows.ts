/** One row on its way to a dataset: column → value. */
export type Row = Record<string, unknown>;

/** The keys of what Append Rows puts out for a row. */
const REPORT = ['outcome', 'datasetId', 'rowCount', 'request', 'row'];

/**
 * The row of an item, mapped automatically: its JSON, each key a column. What n8n's Form Trigger
 * adds to what the visitor filled in is not data, and what another Append Rows puts out is read from
 * its `row`. Undefined if nothing is left to store.
 */
export function rowOf(json: Row): Row | undefined {
	const data = isReport(json) ? json.row : json;
	const row = isFromForm(data) ? withoutFormFields(data) : data;
	return Object.keys(row).length > 0 ? row : undefined;
}

function isReport(json: Row): json is Row & { row: Row } {
	const { row } = json;
	return (
		Object.keys(json).join() === REPORT.join() &&
		typeof row === 'object' &&
		row !== null &&
		!Array.isArray(row)
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
