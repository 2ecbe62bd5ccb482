/** As much of a text as a message can bear; users' names and values may be of any length. */
export function shortened(text: string, most = 100): string {
	return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A parameter's text without white space around it; nothing is empty, an object or a list is no text. */
export function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? undefined : String(value).trim();
}
