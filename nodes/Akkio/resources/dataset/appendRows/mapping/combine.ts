import type { Template } from './template';

/** Begins what stands in a result for something else; values that begin so are marked MARK, too. */
const PREFIX = 'akkio: ';
/** For a value that n8n has to evaluate by itself. */
export const MARK = `${PREFIX}own way`;
/** For undefined, which n8n's engine for browsers (QuickJS) does not hand out in a list. */
export const UNDEFINED = `${PREFIX}undefined`;

/** Errors that n8n swallows; the value is then undefined. The others it throws. */
const SWALLOWED = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'URIError'];

/** One expression that gives all templates' values for the item that it is evaluated for. */
export const forOneItem = (templates: readonly Template[]) =>
	`{{ [${templates.map((template) => cell(template, true)).join(', ')}] }}`;

/**
 * One expression that gives the templates' values for all items of a Chunk: a list of values each.
 * '$json' and '$itemIndex' are the names of n8n, bound to each item in turn.
 */
export const forChunk = (templates: readonly Template[]) =>
	`{{ ((akkioAll) => ((akkioChunk) => akkioChunk.items.map(($json, akkioAt) => (($itemIndex) => [${templates
		.map((template) => cell(template, false))
		.join(', ')}])(akkioChunk.start + akkioAt)))(akkioAll.json ?? akkioAll))($input.all()[0]) }}`;

function cell({ parts, isWhole }: Template, isSmall: boolean): string {
	const pieces = parts.map(({ type, text }) => (type === 'text' ? quoted(text) : guarded(text)));
	const joined = pieces.map((piece, at) => (parts[at]!.type === 'text' ? piece : asText(piece)));
	const value = isWhole ? pieces[0]! : `[${joined.join(', ')}].join("")`;
	const isOwn = isSmall ? `${IS_ODD} || ${IS_LARGE}` : IS_ODD;
	return `(() => { try { const akkioCell = ${value}; return akkioCell === undefined ? "${UNDEFINED}" : ${isOwn} ? "${MARK}" : akkioCell; } catch (akkioError) { return "${MARK}"; } })()`;
}

/** Functions, marks, and numbers that JSON does not have: NaN, infinite ones and -0. */
const IS_ODD = `(typeof akkioCell === "function" || typeof akkioCell === "string" && akkioCell.startsWith("${PREFIX}") || typeof akkioCell === "number" && (akkioCell - akkioCell !== 0 || akkioCell === 0 && 1 / akkioCell < 0))`;

/** A row of the largest values has to fit into n8n's isolate of 128 MB. */
const IS_LARGE =
	'(typeof akkioCell === "string" ? akkioCell.length > 100000 : typeof akkioCell === "object" && akkioCell !== null && akkioCell.isLuxonDateTime !== true)';

const guarded = (code: string) =>
	`(() => { try { return (${code}); } catch (akkioError) { if (!${JSON.stringify(SWALLOWED)}.includes(akkioError.name)) throw akkioError; } })()`;

const asText = (piece: string) =>
	`((akkioPart) => akkioPart || akkioPart === 0 || akkioPart === false ? akkioPart : "")(${piece})`;

/** Text in quotes, with nothing in it that n8n would take for a bracket or a method of its own. */
const quoted = (text: string) =>
	`"${text.replace(/[^A-Za-z0-9 ]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
