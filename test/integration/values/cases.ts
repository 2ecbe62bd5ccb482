import type { IDataObject } from 'n8n-workflow';

import type { Run } from '../../support/engine/run';
import { columns as mapped, json } from '../../support/engine/standIn';

/** What a line of docs/values.md is about. What ought to arrive stands only there. */
export interface Case {
	items?: object[];
	binary?: Run['binary'];
	/** Of Append Rows, besides its dataset. */
	parameters?: IDataObject;
	options?: IDataObject;
	/** Of the dataset, with a type. */
	columns?: Record<string, string>;
	/** The right cell shows the last row's value of the field x, not rows. */
	isCell?: true;
}

/** An item with this value. */
const value = (x: unknown, more: Case = {}): Case => ({ items: [{ x }], isCell: true, ...more });
const numeric = (x: string) => value(x, { columns: { x: 'float' } });
const nested = (x: unknown, nestedValues: string) => value(x, { options: { nestedValues } });
const manually = (values: object, more: Case = {}): Case => ({
	parameters: mapped(values),
	...more,
});
const asJson = (jsonRows: string, more: Case = {}): Case => ({
	parameters: json(jsonRows.includes('{{') ? `=${jsonRows}` : jsonRows) as IDataObject,
	...more,
});

/** The codes in the left cell, of which the first is mostly the value. */
const codesIn = (left: string) => [...left.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const expression = (left: string) => manually({ x: `=${codesIn(left)[0]}` }, { isCell: true });
const itemsIn = (left: string) =>
	codesIn(left)
		.filter((code) => /^[[{]/.test(code))
		.map((code) => JSON.parse(code) as object);

const HEADERS = { host: 'n8n.example', authorization: 'Bearer secret' };
const SENT_TO = { webhookUrl: 'https://n8n.example/webhook/x', executionMode: 'production' };
const call = (body: unknown, more: object = {}): Case => ({
	items: [{ headers: HEADERS, params: {}, query: {}, body, ...SENT_TO, ...more }],
});
const FORM = { Name: 'Ada', submittedAt: '2026-11-24T10:00:00.000+01:00', formMode: 'production' };
const SHOWN = { formQueryParameters: { utm: 'x' }, headers: { host: 'x' }, user: { id: 1 } };
const REPORT = {
	...{ row: { a: 1 }, description: null, dataset: 'Leads', datasetId: 'abc' },
	...{ rowCount: 1, request: 1 },
};
const FILE = { data: { data: 'YQ==', mimeType: 'text/csv', fileName: 'a.csv' } };
const BIG = '9007199254740993';

/** Lines whose left cell says what cannot be written in it, by its beginning. */
// prettier-ignore
export const SPECIAL: Record<string, Case | ((left: string) => Case)> = {
	Text: value('Ada'), 'Empty text': value(''), 'Text that looks like a number': value('00501'), 'Text in any script': value('Zoë, 東京 😀'),
	'A backslash and a quote': (left) => asJson(codesIn(left)[0]!, value('C:\\temp\\new "1"')), 'Text with a NUL': value('a\0b'),
	'A number': value(12.5), Zero: value(0), 'Minus zero': value(-0), Boolean: value(false), '`null`': value(null),
	'Missing in this item': { items: [{ x: 1 }, { y: 2 }], isCell: true },
	'A number above': value(JSON.parse(BIG)), 'The same number': (left) => asJson(codesIn(left)[0]!, { isCell: true }),
	'A BigInt': expression, NaN: expression, Infinity: expression, "n8n's date": expression, "JavaScript's date": expression,
	'Invalid date': expression, 'Invalid date as text': value('Invalid DateTime'),
	'An object': value({ city: 'Paris' }), 'An array': value([1, 'two']), 'An empty object': value({}), 'An empty array': value([]),
	'An array, Nested Values → Flatten': nested([1, 'two'], 'flatten'),
	'An object, Nested Values → Error': nested({ city: 'Paris' }, 'error'), 'An array, Nested Values → Error': nested([1], 'error'),
	'An object with a space after': manually({ x: '={{ $json.o }} ' }, { items: [{ o: {} }] }),
	'No value, in Map Each': manually({ x: '={{ $json.nowhere }}', y: 1 }, { columns: { x: 'string', y: 'integer' }, isCell: true }),
	'A number as text, in': numeric('12.5'), 'A number with an exponent': numeric(' 1e3 '), 'Empty text in a numeric': numeric(''),
	'Text in a numeric': numeric('twelve'), 'A hexadecimal number': numeric('0x10'),

	'`{"a":1,"b":2,"c":3}`, Ignore': (left) => ({ ...plain(left), options: { ignoreFields: 'b, c' } }),
	'`{"a":1,"":2}`, Ignore': (left) => ({ ...plain(left), options: { ignoreFields: [''] } }),
	'`{}` with a file': { items: [{}], binary: FILE },
	'No items': { items: [] },
	'A webhook with the body': (left) => call(itemsIn(left)[0]),
	'A webhook with the body `{"a":1}` as text': call('{"a":1}'),
	'A webhook with JWT': (left) => call(itemsIn(left)[0], { jwtPayload: { sub: 'ada' } }),
	'A webhook with the body `{"a":1}`, and a field b': call({ a: 1 }, { b: 2 }),
	'A webhook with the body `[{"a":1}]`, and a field b': call([{ a: 1 }], { b: 2 }),
	'A webhook without a body': (left) => call({}, { query: itemsIn(left)[0] }),
	'The same form': { items: [{ ...FORM, ...SHOWN }] },
	'What Append Rows returns for `{"a":1}`': { items: [{ outcome: 'appended', ...REPORT }] },
	'What Append Rows returns for `{"a":1}` in a dry run': { items: [{ outcome: 'wouldAppend', ...REPORT, request: null }] },
	'What Append Rows returns for `{"a":1}` on its error output': { items: [{ b: 2, error: { message: 'No', outcome: 'notAppended', ...REPORT } }] },
	'` ```json': asJson('```json\n{"a":1}\n```'),
	Nothing: asJson(''),
};

/** Items that stand in the left cell, and what it says behind them. */
function plain(left: string): Case {
	const chosen = (name: string, choices: Record<string, string>) =>
		Object.entries(choices).find(([label]) => left.includes(`${name} → ${label}`))?.[1];
	return {
		items: itemsIn(left),
		...(left.includes(', column a') && { columns: { a: 'integer' } }),
		options: {
			extraFields: chosen('Extra Fields', { Ignore: 'ignore', 'Send Anyway': 'send' }),
			nestedValues: chosen('Nested Values', { Flatten: 'flatten' }),
			rawItems: left.includes('Use Raw Items'),
		},
	};
}

/** The case of a line: the longest beginning in SPECIAL, rows under JSON, or items as they stand there. */
export function caseOf(left: string, isJson: boolean): Case {
	const [found] = Object.keys(SPECIAL)
		.filter((beginning) => left.startsWith(beginning))
		.sort((a, b) => b.length - a.length);
	const special = found === undefined ? undefined : SPECIAL[found];
	if (special !== undefined) return typeof special === 'function' ? special(left) : special;
	return isJson ? asJson(codesIn(left)[0]!) : plain(left);
}
