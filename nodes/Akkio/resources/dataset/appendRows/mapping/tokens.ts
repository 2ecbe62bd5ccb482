const TOKEN =
	/(?<space>[ \n\t]+)|(?<name>[A-Za-z_$][A-Za-z0-9_$]*)|(?<number>(?:0|[1-9]\d*)(?:\.\d+)?(?![A-Za-z0-9_$.]))|(?<text>"[^"\\`{}\p{C}\u2028\u2029]*"|'[^'\\`{}\p{C}\u2028\u2029]*')|\?\.(?!\d)|\?\?|[=!]==?|=>|[<>]=|&&|\|\||\+(?!\+)|-(?!-)|\/(?![/*])|[*%<>!?:,.()[\]{}]/uy;
/** The closing brackets, and what each closes. */
export const CLOSES = new Map([
	[')', '('],
	[']', '['],
	['}', '{'],
]);

export interface Token {
	kind: 'name' | 'number' | 'text' | 'sign';
	text: string;
}

/** The words and signs of code; undefined if it has others, as templates and patterns, or comments. */
export function tokensOf(code: string): Token[] | undefined {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < code.length) {
		const match = TOKEN.exec(code);
		if (!match) return undefined;
		const { space, name, number, text } = match.groups!;
		if (space !== undefined) continue;
		const kind =
			name !== undefined
				? 'name'
				: number !== undefined
					? 'number'
					: text !== undefined
						? 'text'
						: 'sign';
		tokens.push({ kind, text: match[0] });
	}
	return tokens;
}

/** Whether a value ends with this token, so that what follows works on it. */
export const endsOperand = (token?: Token) =>
	token !== undefined && (token.kind === 'sign' ? CLOSES.has(token.text) : token.text !== 'typeof');
