import type { Template } from './template';

/** Stands in a result for a value that n8n has to evaluate by itself. Data that equals it does, too. */
export const MARK = 'akkio: own way';

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
	const isOwn = isSmall ? `${IS_FUNCTION} || ${IS_LARGE}` : IS_FUNCTION;
	return `(() => { try { const akkioCell = ${value}; return ${isOwn} ? "${MARK}" : akkioCell; } catch (akkioError) { return "${MARK}"; } })()`;
}

const IS_FUNCTION = 'typeof akkioCell === "function"';

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
