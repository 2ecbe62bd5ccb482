/** One HTTP answer, as n8n's request helper hands it over with `returnFullResponse`. */
export interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	/** Parsed where it was JSON, else the text. */
	body: unknown;
}

interface ValidationDetail {
	loc?: unknown[];
	msg?: unknown;
}

/** True only for HTTP 200 with a JSON object whose `status` is `success` (fact E1). */
export function succeeded({ statusCode, body }: Answer): boolean {
	return statusCode === 200 && isObject(body) && body.status === 'success';
}

/**
 * Akkio's own words about a refusal: the text of `status` (fact E1), or of a 422's `detail` with
 * the fields it names (fact E5). Undefined where Akkio said nothing, as on a gateway's page.
 */
export function wordsOf({ body }: Answer): string | undefined {
	if (!isObject(body)) return undefined;
	if (typeof body.status === 'string' && body.status !== '') return body.status;
	if (typeof body.detail === 'string') return body.detail;
	if (!Array.isArray(body.detail)) return undefined;
	const details = body.detail
		.filter(isObject)
		.map(({ loc, msg }: ValidationDetail) => {
			// FastAPI's first step is always where it looked ("body"), which tells a user nothing.
			const field = Array.isArray(loc) ? loc.slice(1).join('.') : '';
			return field === '' ? String(msg) : `${field}: ${String(msg)}`;
		})
		.join('; ');
	return details || undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
