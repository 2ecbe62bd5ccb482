/** A parameter's text without white space around it; nothing is empty, an object or a list is no text. */
export function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? undefined : String(value).trim();
}
