import { InvalidRow } from './preparedRow';

/**
 * Parses JSON as people and language models write it: a byte order mark and a Markdown fence around it
 * are dropped.
 * @returns InvalidRow also where JSON.parse would change a value without a word: a number that is not
 *   exact, or a key that stands twice
 */
export function parseJson(text: string): unknown {
	const json = withoutFence(text.replace(/^\uFEFF/, '').trim());
	try {
		const value: unknown = JSON.parse(json);
		return findChanged(json) ?? value;
	} catch (error) {
		return new InvalidRow(`is not JSON: ${(error as Error).message}`, adviceFor(json));
	}
}

function withoutFence(text: string): string {
	const isFenced = /^```[^]*```$/.test(text);
	return isFenced ? text.slice(3, -3).replace(/^[a-z]*/i, '') : text;
}

function adviceFor(json: string): string {
	if (json.includes('```')) return 'Remove the text around the ``` fence, and the fence itself.';
	if (/:\s*[,}\]]|[[,]\s*,/.test(json)) {
		return 'A value is missing. If it comes from an expression, add a default: {{ $json.name ?? null }}.';
	}
	return 'Write names and text in double quotes, without a comma after the last one: [{ "Name": "Ada", "Age": 36 }]. An expression can return the object or the array itself: {{ $json.rows }}.';
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\]:,]/gs;

/** Looks for numbers and keys that do not survive, in text that is known to be JSON. */
function findChanged(json: string): InvalidRow | undefined {
	/** The keys of each object that is open; undefined for a list. */
	const open: Array<Set<string> | undefined> = [];
	let isKey = false;
	for (const [token] of json.matchAll(TOKEN)) {
		if (token === '{') open.push(new Set());
		else if (token === '[') open.push(undefined);
		else if (token === '}' || token === ']') open.pop();
		else if (isKey) {
			const keys = open.at(-1)!;
			const key = JSON.parse(token) as string;
			if (keys.has(key)) return duplicateKey(key);
			keys.add(key);
		} else if (/^[-\d]/.test(token) && !isExact(token)) return inexactNumber(token);
		isKey = (token === '{' || token === ',') && open.at(-1) !== undefined;
	}
	return undefined;
}

const duplicateKey = (key: string) =>
	new InvalidRow(
		`has the field '${key.slice(0, 60)}' twice in one object`,
		'Only one of the two values would arrive. Rename or remove one of them.',
	);

const inexactNumber = (token: string) =>
	new InvalidRow(
		`has a number that JavaScript cannot keep exactly: ${token.slice(0, 40)}`,
		'It would arrive changed. Put it in quotes to send it as text, digit by digit.',
	);

/** Whether a number is the same after JavaScript has read it. */
const isExact = (token: string) => decimal(token) === decimal(String(Number(token)));

/** A number's digits and the power of ten behind them, whatever way it is written. */
function decimal(text: string): string {
	const [mantissa = '', exponent = '0'] = text.replace(/^[+-]/, '').toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.split('.');
	const digits = (whole + fraction).replace(/^0+/, '');
	const significant = withoutZerosAtEnd(digits);
	if (significant === '') return '0';
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	return `${significant}e${power}`;
}

/** In one pass: a pattern would start again at each zero. */
function withoutZerosAtEnd(digits: string): string {
	let end = digits.length;
	while (digits[end - 1] === '0') end--;
	return digits.slice(0, end);
}
