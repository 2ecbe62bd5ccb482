import {
	shown,
	templateOf,
} from '../../../../../../../nodes/Akkio/resources/dataset/appendRows/mapping/template';

const text = (part: string) => ({ type: 'text', text: part });
const code = (part: string) => ({ type: 'code', text: part });

describe('a template', () => {
	test.each([
		['=', [], false],
		['=abc', [text('abc')], false],
		['={{ $json.a }}', [code('$json.a')], true],
		['={{$json.a}} ', [code('$json.a'), text(' ')], false],
		['= {{ a }}{{ b }}}}', [text(' '), code('a'), code('b'), text('}}')], false],
		['={{ "}}" }}', [code('"'), text('" }}')], false],
	])('of %j is split where n8n splits it', (expression, parts, isWhole) => {
		expect(templateOf(expression)).toEqual({ parts, isWhole });
	});

	test.each([['={{ a'], ['={{ }}'], ['=\\{{ a }}'], ['={{ "\\n" }}'], ['=the constructor']])(
		'of %j is left to n8n',
		(expression) => expect(templateOf(expression)).toBeUndefined(),
	);
});

describe('in text', () => {
	test.each([
		[0, '0'],
		[false, 'false'],
		[null, ''],
		[undefined, ''],
		[NaN, ''],
		['', ''],
		[[1, null], '1,'],
		[{}, '[object Object]'],
	])('%j is shown as n8n shows it', (value, expected) => {
		expect([shown(value)].join('')).toBe(expected);
	});
});
