import type { IHttpRequestOptions } from 'n8n-workflow';

import { askAkkio, type Caller } from '../../shared/request';
import type { Result } from '../../shared/retry';

/** A dataset's row count around a run: a hint for the user where an outcome is unknown, no verdict. */
export interface Evidence {
	rowsBefore?: number | null;
	rowsAfter?: number | null;
}

/** The dataset's row count, or null if Akkio does not say, at the first try. */
export async function rowCount(
	caller: Caller,
	transport: IHttpRequestOptions,
	id: string,
	label: string,
): Promise<Result<number | null>> {
	const request: IHttpRequestOptions = { ...transport, method: 'GET', qs: { id }, body: undefined };
	return await askAkkio(caller, request, {
		read: ({ rows }) => (typeof rows === 'number' ? rows : null),
		dataset: label,
		again: [],
	});
}

/** "The dataset had 10 rows before this run and has 12 now.", as far as it is known. */
export function evidenceIn({ rowsBefore, rowsAfter }: Evidence = {}): string {
	if (typeof rowsAfter !== 'number') return '';
	const before =
		typeof rowsBefore !== 'number' ? '' : `had ${rowsBefore} rows before this run and `;
	return `The dataset ${before}has ${rowsAfter} rows now.`;
}
