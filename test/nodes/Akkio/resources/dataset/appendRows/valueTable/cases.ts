import {
	cell,
	codeIn,
	columns,
	expression,
	given,
	rows,
	typed,
	typedCell,
	webhook,
	type Case,
} from './setUp';

const TWO = [{ a: 1 }, { a: 2, b: 3 }];
const FORM = { Name: 'Ada', submittedAt: '2026-11-24T10:00:00.000+01:00', formMode: 'production' };
const REPORT = { outcome: 'appended', datasetId: 'abc', rowCount: 1, request: 1, row: { a: 1 } };
const FILE = { data: { data: 'YQ==', mimeType: 'text/csv', fileName: 'a.csv' } };
const ONLY_A = { first: { a: 1 } };
const NUMBERS = { first: { x: 1 } };
const nested = (nestedValues: string) => ({ options: { nestedValues } });
const extra = (extraFields: string) => ({ ...ONLY_A, options: { extraFields } });

/** By the text of the left cell. */
export const CASES: Record<string, Case | ((left: string) => Case)> = {
	Text: cell('Ada'),
	'Empty text': cell(''),
	'Text that looks like a number': cell('00501'),
	'Text in any script': cell('Zoë, 東京 😀'),
	'A number': cell(12.5),
	Zero: cell(0),
	'Minus zero': cell(-0),
	'Yes and no': cell(false),
	'`null`': cell(null),
	'Missing in this item, but not in others': { items: [{ x: 1 }, { y: 2 }], isCell: true },
	'A number above 2⁵³: n8n itself rounds it': cell(JSON.parse('9007199254740993')),
	'The same, typed under **Rows**: `9007199254740993`': typedCell,
	'The same, typed in quotes: `"9007199254740993"`': typedCell,
	'A big integer of an expression: `{{ 9007199254740993n }}`': expression,
	"n8n's date: `{{ DateTime.fromISO('2026-11-24T10:00', { zone: 'Europe/Paris' }) }}`": expression,
	"JavaScript's date: `{{ new Date(0) }}`": expression,
	"A date that is none: `{{ DateTime.fromISO('soon') }}`": expression,
	"The same of JavaScript: `{{ new Date('soon') }}`": expression,
	'The same as text: `Invalid DateTime`': cell('Invalid DateTime'),
	'No number: `{{ 0 / 0 }}`': expression,
	'Endless: `{{ 1 / 0 }}`': expression,
	'An object': cell({ city: 'Paris' }),
	'A list': cell([1, 'two']),
	'An empty object': cell({}),
	'An empty list': cell([]),
	'An object, Nested Values → Refuse': cell({ city: 'Paris' }, nested('refuse')),
	'A list, Nested Values → Flatten With Dots': cell([1, 'two'], nested('flatten')),
	'A list, Nested Values → Refuse': cell([1], nested('refuse')),
	'A number as text, in a column of numbers': cell('12.5', NUMBERS),
	'Other text in a column of numbers': cell('twelve', NUMBERS),
	'Nothing, in Map Each Column Manually': {
		parameters: columns({ x: '={{ $json.nowhere }}', y: 1 }),
		first: { x: 'x', y: 1 },
		isCell: true,
	},

	'`{"a":1}` and `{"b":2}`, the first of a dataset': given(),
	'`{"a":1}` and `{"a":2,"b":3}`, where a is the only column': given(ONLY_A),
	'The same, Fields Without a Column → Leave Out': { items: TWO, ...extra('leaveOut') },
	'The same, Fields Without a Column → Send': { items: TWO, ...extra('send') },
	'`{"b":3}`, where a is the only column, Fields Without a Column → Leave Out': given(
		extra('leaveOut'),
	),
	'`{"a":1,"b":2,"c":3}`, Fields to Leave Out → b, c': given({ options: { leaveOut: 'b, c' } }),
	'`{"x":{"city":"Paris","geo":{"lat":48.9}}}`, Nested Values → Flatten With Dots': given(
		nested('flatten'),
	),
	'`{" a ":1}`: white space around a name': given(),
	'`{"a":1," a":2}`': given(),
	'`{" ":1}`': given(),
	'`{"__proto__":1}`': given(),
	'`{"error":1,"json":2,"api_key":3,"constructor":4}`': given(),
	'A webhook\'s, whose `body` is `{"a":1}`': webhook,
	'A webhook\'s, whose `body` is `[{"a":1},{"a":2}]`': webhook,
	[`A form's: \`${JSON.stringify(FORM)}\``]: given(),
	'The same, Read Items as They Are': { items: [FORM], options: { readAsIs: true } },
	'What another Append Rows puts out for `{"a":1}`': { items: [REPORT] },
	'A file without fields': { items: [{}], binary: FILE },
	'Nothing: `{}`': { items: [{}] },
	'An empty list under **Rows**: `[]`': typed,
	'A list of lists under **Rows**: `[[{"a":1}]]`': typed,
	'Nothing under **Rows**': { parameters: rows('') },
	'Text that is not JSON under **Rows**: `Name: Ada`': typed,
	'A date under **Rows**: `{{ $now }}`': (left) => ({ parameters: rows(`=${codeIn(left)}`) }),
	'No value at all, in Map Each Column Manually': { parameters: columns({ x: null }) },
	'None: no item reaches the node': { items: [] },
};
