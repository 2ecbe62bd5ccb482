import { isPlain } from '../../shared/text';
import { plainSize, USE_N8N } from './plainData';

/** An expression's text and code in turn, beginning and ending with a text, which may be empty. */
export type Template = readonly string[];

/** What an expression or a piece of it gives for an item's JSON, or USE_N8N. */
type Reader = (json: unknown) => unknown;

/** n8n swallows a TypeError, and with it the rest of the code. */
const TYPE_ERROR = Symbol('TypeError');

const TEXT = `"([^"\\\\\\n\\r]*)"|'([^'\\\\\\n\\r]*)'`;
const STEP = `(\\?)?\\.([A-Za-z_$][\\w$]*)|(\\?\\.)?\\[(?:${TEXT}|(0|[1-9]\\d*))\\]`;
const PATH = new RegExp(`^\\$json(?:${STEP})*$`);
const LITERAL = new RegExp(`^(?:${TEXT}|0|[1-9]\\d{0,14}|true|false|null|undefined)$`);

/** Splits text as n8n does, into text and code in turn; code without an end is text, too. */
export function splitTemplate(text: string): string[] {
	const pieces: string[] = [];
	for (let from = 0; ; ) {
		const open = findBraces(text, '{{', from);
		const close = open < 0 ? -1 : findBraces(text, '}}', open + 2);
		if (close < 0) return [...pieces, text.slice(from)];
		pieces.push(text.slice(from, open), text.slice(open + 2, close));
		from = close + 2;
	}
}

/** The next braces that no odd number of backslashes takes for text. */
function findBraces(text: string, braces: string, from: number): number {
	let at = text.indexOf(braces, from);
	const isEscaped = () => /(?<!\\)(?:\\\\)*\\$/.test(text.slice(from, at));
	while (at >= 0 && isEscaped()) at = text.indexOf(braces, at + braces.length);
	return at;
}

/** An expression ('=' in front) in pieces; undefined where n8n does more with its text than to copy it. */
export function parseTemplate(expression: string): Template | undefined {
	const pieces = splitTemplate(expression.slice(1));
	const hasMore = pieces.some((piece, at) => at % 2 === 0 && /\\|\{\{/.test(piece));
	return hasMore ? undefined : pieces.map((piece, at) => (at % 2 ? piece.trim() : piece));
}

/** Whether there is one piece of code and no text: the value keeps its type, else it becomes text. */
export const isWhole = ([before, , after, more]: Template) =>
	before === '' && after === '' && more === undefined;

/** Reads text and paths without an evaluation; undefined if there is more in the template. */
export function compilePaths(template: Template): Reader | undefined {
	const readers = template.map((piece, at) => (at % 2 ? compileCode(piece) : () => piece));
	if (!readers.every((read) => read !== undefined)) return undefined;
	if (isWhole(template)) return readers[1];
	return (json) => {
		const values = readers.map((read) => read(json));
		// What n8n puts into a text for a value; joining does the rest, as in n8n.
		const texts = values.map((value) => (value || value === 0 || value === false ? value : ''));
		return values.includes(USE_N8N) ? USE_N8N : texts.join('');
	};
}

/** Paths and literals with '??' or '||' between them, all the same. */
function compileCode(code: string): Reader | undefined {
	const isNullish = code.includes('??');
	const operands = code.split(isNullish ? '??' : '||').map((text) => compileOperand(text.trim()));
	if (!operands.every((read) => read !== undefined)) return undefined;
	return (json) => {
		let value: unknown;
		for (const read of operands) {
			value = read(json);
			if (value === TYPE_ERROR) return undefined;
			if (isNullish ? value !== null && value !== undefined : value) break;
		}
		return value === undefined || plainSize(value) < Infinity ? value : USE_N8N;
	};
}

function compileOperand(code: string): Reader | undefined {
	const [word, double, single] = LITERAL.exec(code) ?? [];
	if (word === undefined) return PATH.test(code) ? compilePath(code) : undefined;
	const value: unknown = double ?? single ?? (word === 'undefined' ? undefined : JSON.parse(word));
	return () => value;
}

function compilePath(code: string): Reader {
	const found = [...code.slice('$json'.length).matchAll(new RegExp(STEP, 'g'))];
	const steps = found.map(([, optional, name, optionalKey, double, single, index]) => ({
		key: name ?? double ?? single ?? index!,
		isOptional: (optional ?? optionalKey) !== undefined,
	}));
	return (json) => {
		if (typeof json !== 'object' || json === null) return USE_N8N;
		let value: unknown = json;
		for (const { key, isOptional } of steps) {
			if (value === null || value === undefined) return isOptional ? undefined : TYPE_ERROR;
			value = readMember(value, key);
			if (value === USE_N8N) break;
		}
		return value;
	};
}

function readMember(value: NonNullable<unknown>, key: string): unknown {
	if (typeof value === 'object' ? !isPlain(value) : plainSize(value) === Infinity) return USE_N8N;
	const holder = Object(value) as Record<string, unknown>;
	const isData = !Array.isArray(value) || key === 'length' || /^\d+$/.test(key);
	if (isData && Object.hasOwn(holder, key)) return holder[key];
	return key in holder ? USE_N8N : undefined;
}
