import {
	EXTENSIONS,
	FUNCTIONS,
	GROWING,
	METHODS,
	OWN_NAMES,
	REFUSED,
	ROW_NAMES,
	WIDENING,
} from './words';

/** What is known of a piece of code that may be evaluated together with others. */
export interface Scope {
	/** It reads its own item only, or whatever n8n gives for the item that is evaluated. */
	reach: 'item' | 'row';
	/** It calls a method that n8n adds by rewriting the whole expression. */
	isExtended: boolean;
	/** It reads the clock. */
	isTimed: boolean;
	/** How many times the item's size its value, and what is needed on the way, may take. */
	weight: number;
}

const TOKEN =
	/(?<space>[ \n\t]+)|(?<name>[A-Za-z_$][A-Za-z0-9_$]*)|(?<number>(?:0|[1-9]\d*)(?:\.\d+)?(?![A-Za-z0-9_$.]))|(?<text>"[^"\\`{}\p{C}\u2028\u2029]*"|'[^'\\`{}\p{C}\u2028\u2029]*')|\?\.(?!\d)|\?\?|[=!]==?|[<>]=|&&|\|\||\+(?!\+)|-(?!-)|\/(?![/*])|[*%<>!?:,.()[\]{}]/uy;
const CLOSES = new Map([
	[')', '('],
	[']', '['],
	['}', '{'],
]);

interface Token {
	kind: 'name' | 'number' | 'text' | 'sign';
	text: string;
}

/**
 * What may be said of code by its words alone. This is no parser: it knows brackets, quotes and a
 * list of names that neither change anything nor reach beyond; for all other code it returns
 * undefined, which costs time and no more.
 */
export function scopeOf(code: string): Scope | undefined {
	const tokens = tokensOf(code);
	if (!tokens) return undefined;
	const open: string[] = [];
	const scope: Scope = { reach: 'item', isExtended: false, isTimed: false, weight: 1 };
	let growing = 0;
	for (const [at, { kind, text }] of tokens.entries()) {
		const before = tokens[at - 1];
		const after = tokens[at + 1];
		const isMember = before?.text === '.' || before?.text === '?.';
		const isKey =
			open.at(-1) === '{' && (before?.text === '{' || before?.text === ',') && after?.text === ':';
		if (kind !== 'sign') {
			if (endsOperand(before)) return undefined;
			if (isMember && kind !== 'name') return undefined;
			if (kind === 'text' && /\$if|\.\w+\s*(\?\.)?\s*\(/.test(text)) return undefined;
			if (kind !== 'name') continue;
			if (REFUSED.has(text) || text.startsWith('__') || text.startsWith('akkio')) return undefined;
			const isCall = after?.text === '(';
			if (isMember) {
				if (!isCall) continue;
				if (!METHODS.has(text) && !EXTENSIONS.has(text)) return undefined;
				if (EXTENSIONS.has(text)) scope.isExtended = true;
				if (GROWING.has(text) && (++growing > 1 || !hasFixedArguments(tokens, at + 2))) {
					return undefined;
				}
				if (GROWING.has(text) || WIDENING.has(text)) scope.weight += code.length;
				if (text === 'now') scope.isTimed = true;
			} else if (!isKey) {
				if (isCall ? !FUNCTIONS.has(text) : !OWN_NAMES.has(text) && !ROW_NAMES.has(text)) {
					return undefined;
				}
				if (text === '$' && !isCall) return undefined;
				if (text === '$json') scope.weight++;
				if (ROW_NAMES.has(text)) scope.reach = 'row';
				if (text === '$if') scope.isExtended = true;
				if (text === '$now' || text === '$today') scope.isTimed = true;
			}
			continue;
		}
		if (isMember && text !== '[') return undefined;
		if (text === '/' && !endsOperand(before)) return undefined;
		// Only what is called by a name that was looked at is known.
		if (text === '(' && endsOperand(before) && before!.kind !== 'name') return undefined;
		if (text === '{' && (endsOperand(before) || open.length === 0)) return undefined;
		if ('([{'.includes(text)) open.push(text);
		if (CLOSES.has(text) && open.pop() !== CLOSES.get(text)) return undefined;
	}
	return open.length === 0 ? scope : undefined;
}

function tokensOf(code: string): Token[] | undefined {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < code.length) {
		const match = TOKEN.exec(code);
		if (!match) return undefined;
		const { space, name, number, text } = match.groups!;
		if (space !== undefined) continue;
		const kind = name !== undefined ? 'name' : number !== undefined ? 'number' : text !== undefined ? 'text' : 'sign';
		tokens.push({ kind, text: match[0] });
	}
	return tokens;
}

/** Whether a value ends with this token, so that what follows works on it. */
const endsOperand = (token?: Token) =>
	token !== undefined &&
	(token.kind === 'sign' ? CLOSES.has(token.text) : token.text !== 'typeof');

/** Whether nothing but quoted text and numbers stands between here and the closing bracket. */
function hasFixedArguments(tokens: readonly Token[], from: number): boolean {
	const end = tokens.findIndex(({ text }, at) => at >= from && text === ')');
	const given = tokens.slice(from, end);
	return given.every(({ kind, text }) => kind === 'text' || kind === 'number' || text === ',');
}
