/**
 * Names that have tripped something up somewhere, besides those that people give. Not a lone backslash:
 * after an object with that key, Node 24's JSON.parse takes others for it, such as "\\ud800".
 */
export const NAMES = [
	...['name', 'Age', ' Age ', 'age\t', 'a.b', 'E-Mail', 'error', 'json', 'binary', 'pairedItem'],
	...['api_key', 'id', 'rows', 'row', 'body', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'],
	...['', ' ', '0', '1', '10', '-1', '1.5', 'ünï', '日本', '😀', '\ud800', '\u2028', '\u0000', '"'],
	...['a\\b', "'", '{{ $json }}', '=1', '}}', '<b>', 'length', 'null', 'n'.repeat(3000)],
];

/** What n8n itself keeps from expressions, besides what every object of JavaScript has. */
export const GUARDED = ['__proto__', 'constructor', 'prototype'];

export const TEXTS = [
	...['', ' ', '00501', '007', 'null', 'true', '12.5', '1e3', '12 years', '{{ $json.name }}'],
	...[
		'\ud800',
		'ab\udc00',
		'\u0000',
		'\u2028',
		'😀',
		'"',
		'[1]',
		'{"a":1}',
		'</script>',
		'={{ 1 }}',
	],
	...['2026-11-24T00:00:00.000Z', 'Invalid DateTime', 'x'.repeat(5000)],
];

export const NUMBERS = [
	0,
	-0,
	1e308,
	-1e308,
	5e-324,
	2 ** 53 + 2,
	-(2 ** 60),
	1e21,
	0.1,
	2 ** 53 - 1,
];

/** Text that an expression may give as rows, most of it for nothing. */
export const DOCUMENTS = ['', ' \n', '7', 'null', '[]', '[[]]', '{"name": 1}', '[1,]'];
