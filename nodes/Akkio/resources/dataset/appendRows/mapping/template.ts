/** A stretch of a parameter: text as it stands, or code between {{ and }}. */
export interface Part {
	type: 'text' | 'code';
	text: string;
}

export interface Template {
	parts: Part[];
	/** One piece of code and nothing around it: the value keeps its type; else it becomes text. */
	isWhole: boolean;
}

/**
 * Splits an expression ('=' in front) as n8n does, or returns undefined where n8n's own reading
 * has more rules than this one: escapes, code without an end, empty code, and 'constructor', which
 * n8n refuses wherever it stands.
 */
export function templateOf(expression: string): Template | undefined {
	if (/\\|constructor/.test(expression)) return undefined;
	const parts: Part[] = [];
	let place = 1;
	while (place < expression.length) {
		const open = expression.indexOf('{{', place);
		const text = expression.slice(place, open < 0 ? undefined : open);
		if (text) parts.push({ type: 'text', text });
		if (open < 0) break;

		const close = expression.indexOf('}}', open + 2);
		if (close < 0) return undefined;
		const code = expression.slice(open + 2, close).trim();
		if (!code) return undefined;
		parts.push({ type: 'code', text: code });
		place = close + 2;
	}
	return { parts, isWhole: parts.length === 1 && parts[0]!.type === 'code' };
}

/** What n8n puts into a text for a value; joining does the rest, as in n8n. */
export const shown = (value: unknown): unknown =>
	value || value === 0 || value === false ? value : '';
