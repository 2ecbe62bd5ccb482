import { CLOSES, endsOperand, tokensOf, type Token } from './tokens';
import {
	CALLING,
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

/**
 * What may be said of code by its words alone. This is no parser: it knows brackets, quotes and a
 * list of names that neither change anything nor reach beyond; for all other code it returns
 * undefined, which costs time and no more.
 */
export function scopeOf(code: string): Scope | undefined {
	const tokens = tokensOf(code);
	const given = tokens && argumentsOf(tokens);
	if (!tokens || !given) return undefined;
	const scope: Scope = { reach: 'item', isExtended: false, isTimed: false, weight: 1 };
	const open: string[] = [];
	let growing = 0;
	let arrows = 0;
	for (const [at, { kind, text }] of tokens.entries()) {
		const [before, after] = [tokens[at - 1], tokens[at + 1]];
		const isMember = before?.text === '.' || before?.text === '?.';
		if (kind === 'sign') {
			if (!isPlaced(text, before, isMember, open)) return undefined;
			if (text === '=>' && after?.text === '{') return undefined;
			if (text === '=>' && ++arrows > 1) scope.reach = 'row';
			continue;
		}
		if (endsOperand(before) || (isMember && kind !== 'name')) return undefined;
		if (kind === 'text' && LOOKS_CALLED.test(text)) return undefined;
		if (kind !== 'name') continue;

		if (REFUSED.has(text) || /^(__|akkio)/.test(text)) return undefined;
		const isCall = after?.text === '(';
		const isKey = open.at(-1) === '{' && '{,'.includes(before!.text) && after?.text === ':';
		if (isMember && isCall) {
			if (!METHODS.has(text) && !CALLING.has(text) && !EXTENSIONS.has(text)) return undefined;
			if (GROWING.has(text) && (++growing > 1 || !isFixed(tokens, at + 2))) return undefined;
			if (GROWING.has(text) || WIDENING.has(text)) scope.weight += code.length;
			if (EXTENSIONS.has(text)) scope.isExtended = true;
			if (text === 'now') scope.isTimed = true;
			if (text === 'reduce') scope.reach = 'row';
		} else if (!isMember && !isKey) {
			const isKnown = isCall ? FUNCTIONS.has(text) : NAMES.has(text) || given.has(text);
			if (!isKnown || (text === '$' && !isCall)) return undefined;
			if (text === '$json') scope.weight++;
			if (text === '$if') scope.isExtended = true;
			if (text === '$now' || text === '$today') scope.isTimed = true;
			// A function is called for each member of a list; with the item in it, the sizes multiply.
			if (ROW_NAMES.has(text) || (arrows > 0 && text === '$json')) scope.reach = 'row';
		}
	}
	if (arrows > 0) scope.weight += code.length;
	return open.length === 0 ? scope : undefined;
}

/** n8n looks for calls of its own methods in quoted text, too. */
const LOOKS_CALLED = /\$if|\.\w+\s*(\?\.)?\s*\(/;
const NAMES = new Set([...OWN_NAMES, ...ROW_NAMES]);

/** Whether a sign may stand where it does; keeps track of the brackets that are open. */
function isPlaced(text: string, before: Token | undefined, isMember: boolean, open: string[]) {
	if (isMember && (text !== '[' || before!.text !== '?.')) return false;
	if (text === '/' && !endsOperand(before)) return false;
	// Only what is called by a name that was looked at is known.
	if (text === '(' && endsOperand(before) && before!.kind !== 'name') return false;
	// At the beginning n8n takes braces for an object, elsewhere outside of brackets they may be a block.
	if (text === '{' && (endsOperand(before) || (open.length === 0 && before))) return false;
	if ('([{'.includes(text)) open.push(text);
	return !CLOSES.has(text) || open.pop() === CLOSES.get(text);
}

/** The names that the code's arrow functions give their arguments; undefined if one may not have it. */
function argumentsOf(tokens: readonly Token[]): Set<string> | undefined {
	const names = new Set<string>();
	for (const [at, { text }] of tokens.entries()) {
		if (text !== '=>') continue;
		const isList = tokens[at - 1]?.text === ')';
		const texts = tokens.slice(0, at).map((token) => token.text);
		const from = isList ? texts.lastIndexOf('(') : at - 1;
		for (const token of tokens.slice(Math.max(from, 0), at)) {
			if (token.kind === 'name') names.add(token.text);
			else if (!isList || !'(,)'.includes(token.text)) return undefined;
			if (NAMES.has(token.text) || FUNCTIONS.has(token.text)) return undefined;
		}
	}
	return names;
}

/** Whether nothing but quoted text and numbers stands between here and the closing bracket. */
function isFixed(tokens: readonly Token[], from: number): boolean {
	const end = tokens.findIndex(({ text }, at) => at >= from && text === ')');
	return tokens
		.slice(from, end)
		.every(({ kind, text }) => kind === 'text' || kind === 'number' || text === ',');
}
