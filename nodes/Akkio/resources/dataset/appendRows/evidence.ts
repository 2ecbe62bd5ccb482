/** A dataset's row count around a run: a hint for the user where an outcome is unknown, no verdict. */
export interface Evidence {
	rowsBefore?: number | null;
	rowsAfter?: number | null;
}

/** "The dataset had 10 rows before this run and has 12 now.", as far as it is known. */
export function evidenceIn({ rowsBefore, rowsAfter }: Evidence = {}): string {
	if (typeof rowsAfter !== 'number') return '';
	const before =
		typeof rowsBefore !== 'number' ? '' : `had ${rowsBefore} rows before this run and `;
	return `The dataset ${before}has ${rowsAfter} rows now.`;
}
