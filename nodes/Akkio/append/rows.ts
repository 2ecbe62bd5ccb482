/** One row on its way to a dataset: column → value. */
export type Row = Record<string, unknown>;

/**
 * The row of an item, mapped automatically: its JSON, each key a column. What n8n's Form Trigger
 * adds to what the visitor filled in is not data. Undefined if nothing is left to store.
 */
export function rowOf(json: Row): Row | undefined {
	const row = isFromForm(json) ? withoutFormFields(json) : json;
	return Object.keys(row).length > 0 ? row : undefined;
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
