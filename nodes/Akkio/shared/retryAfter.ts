/** A date, in any of the forms that HTTP has for it; `Date.parse` alone takes "try 10" for one, too. */
const DATE = /^([A-Za-z]{3,9},|\d{4}-)/;

/** A Retry-After header in milliseconds from now; it comes as seconds or as a date, else it says nothing. */
export function retryAfterOf(header: unknown): number | undefined {
	const text = String(header ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = DATE.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
