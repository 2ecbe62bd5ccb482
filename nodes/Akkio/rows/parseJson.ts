/** Thrown for text that is no JSON, or JSON that JavaScript would change. */
export class InvalidJson extends Error {
	constructor(
		/** What follows "'Rows'": "is not JSON: …". */
		readonly phrase: string,
		/** What to do. */
		readonly description: string,
	) {
		super(phrase);
	}
}

/**
 * Parses JSON as people and language models write it: a byte order mark and a Markdown fence around it
 * are dropped.
 * @throws InvalidJson also where JSON.parse would change a value without a word: a number that is not
 *   exact, or a key that stands twice
 */
export function parseJson(text: string): unknown {
	const json = text
		.replace(/^\uFEFF/, '')
		.trim()
		.replace(/^```[a-z]*\s*([\s\S]*?)\s*```$/i, '$1');
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (error) {
		throw new InvalidJson(`is not JSON: ${(error as Error).message}`, adviceFor(json));
	}
	checkTokens(json);
	return value;
}

function adviceFor(json: string): string {
	if (json.includes('```')) return 'Remove the text around the ``` fence, and the fence itself.';
	if (/[:[,]\s*(?=[,}\]])/.test(json)) {
		return 'A value is missing. If it comes from an expression, give a default: {{ $json.name ?? null }}.';
	}
	return 'Write names and text in double quotes, without a comma after the last one: [{ "Name": "Ada", "Age": 36 }]. An expression may give the object or the list itself: {{ $json.rows }}.';
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\]:,]/g;

/** Looks at the numbers and the keys of text that is known to be JSON. */
function checkTokens(json: string): void {
	/** The keys of each object that is open; undefined for a list. */
	const open: Array<Set<string> | undefined> = [];
	let isKey = false;
	for (const [token] of json.matchAll(TOKEN)) {
		if (token === '{') open.push(new Set());
		else if (token === '[') open.push(undefined);
		else if (token === '}' || token === ']') open.pop();
		else if (token.startsWith('"')) {
			if (isKey) addKey(open.at(-1)!, JSON.parse(token) as string);
		} else if (token !== ',' && token !== ':' && !isExact(token)) {
			throw new InvalidJson(
				`has a number that JavaScript cannot keep exactly: ${token.slice(0, 40)}`,
				'It would arrive changed. Put it in quotes to send it as text, digit by digit.',
			);
		}
		isKey = (token === '{' || token === ',') && open.at(-1) !== undefined;
	}
}

function addKey(keys: Set<string>, key: string): void {
	if (keys.has(key)) {
		throw new InvalidJson(
			`has the field '${key.slice(0, 60)}' twice in one object`,
			'Only one of the two values would arrive. Rename one of them, or leave it out.',
		);
	}
	keys.add(key);
}

/** Whether a number is the same after JavaScript has read it. */
const isExact = (token: string) => decimal(token) === decimal(String(Number(token)));

/** A number's digits and the power of ten behind them, whatever way it is written. */
function decimal(text: string): string {
	const [mantissa = '', exponent = '0'] = text.replace(/^[+-]/, '').toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.split('.');
	const digits = (whole + fraction).replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	if (significant === '') return '0';
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	return `${significant}e${power}`;
}
