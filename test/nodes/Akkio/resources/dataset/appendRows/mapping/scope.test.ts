import { scopeOf } from '../../../../../../../nodes/Akkio/resources/dataset/appendRows/mapping/scope';

describe('code reaches', () => {
	test.each([
		['$json.a.trim()', 'item'],
		['$json.a + " " + $json["b c"]', 'item'],
		['$json.price / 100', 'item'],
		['$json.a ? { b: 1 }.b : [2][0]', undefined],
		['$now.plus({ days: $json.days })', 'item'],
		['$itemIndex + 1', 'item'],
		['$json.tags.map((tag) => tag.name)', 'item'],
		['$json.tags.map((tag) => tag + $json.name)', 'row'],
		['$json.tags.map((a) => a.map((b) => b))', 'row'],
		['$json.tags.reduce((sum, tag) => sum + tag, 0)', 'row'],
		['{ a: $json.a, "b c": [$json.b] }', 'item'],
		['$input.item.json.a', 'row'],
		['$("Node").item.json.a', 'row'],
		['$node["Node"].json.a', 'row'],
		['$binary.file', 'row'],
	])('%s: %s', (code, reach) => expect(scopeOf(code)?.reach).toBe(reach));
});

describe('what n8n rewrites, and what reads the clock', () => {
	test.each([
		['$json.a.isEmpty()', true, false],
		['$if($json.a, 1, 2)', true, false],
		['Math.round($json.a)', true, false],
		['$json.a.trim()', false, false],
		['$now.year', false, true],
		['DateTime.now().toISO()', false, true],
	])('%s', (code, isExtended, isTimed) => {
		expect(scopeOf(code)).toMatchObject({ isExtended, isTimed });
	});
});

describe('the room that an evaluation takes', () => {
	test.each([
		['1', 1],
		['$json.a + $json.b', 3],
		['$json.a.split(",")', 2 + '$json.a.split(",")'.length],
		['$json.a.map((x) => x)', 2 + '$json.a.map((x) => x)'.length],
	])('of %s', (code, weight) => expect(scopeOf(code)?.weight).toBe(weight));
});

test.each([
	['$json.tags.sort()', 'changes the item'],
	['$json.tags.push(1)', 'changes the item'],
	['$json.count++', 'changes the item'],
	['$json.count = 1', 'assigns'],
	['delete $json.a', 'changes the item'],
	['$json["a"]["so" + "rt"]()', 'calls what is not named'],
	['$json.a.sort?.()', 'calls what is not named'],
	['($json.a)()', 'calls what is not named'],
	['$json.a.repeat(1e9)', 'grows'],
	['$json.a.padEnd(1000000)', 'grows'],
	['$json.a.replaceAll("a", $json.b)', 'may grow'],
	['$json.a.join("xx").replaceAll("x", "xx")', 'may grow'],
	['$json.a) + ($json.b', 'leaves its place'],
	['$json.a], [$json.b', 'leaves its place'],
	['(() => { return 1 })()', 'is a function with statements'],
	['$json.a.map(function (x) { return x })', 'is a function with statements'],
	['$json.a.map(($json) => $json)', 'hides a name'],
	['$json.a.map(({ push }) => push(1))', 'takes an object apart'],
	['`${$json.a}`', 'is a template'],
	['/a/.test($json.a)', 'is a pattern'],
	['$json.a.replace(/a/g, "b")', 'holds a pattern'],
	['$json.a // b', 'holds a comment'],
	['$json.a /* b */', 'holds a comment'],
	['$json.a; $json.b', 'is a statement'],
	['1; { a: 1 }', 'may be a block'],
	['$json.a + x', 'uses an unknown name'],
	['akkioChunk', 'uses a name of the combined expression'],
	['$ + 1', 'uses $ without a call'],
	['$env.HOME', 'uses the environment'],
	['$evaluateExpression("1")', 'evaluates text'],
	['this.a', 'uses this'],
	['new Date()', 'makes an instance'],
	['$json.größe', 'has letters that need a parser'],
	['"a\\n"', 'has an escape'],
	['"a" "b"', 'is not valid'],
	['(1', 'is not valid'],
	['10n', 'is a big number'],
	['"x.isEmpty()"', 'looks like a call of a method of n8n'],
])('%j is left to n8n: it %s', (code) => expect(scopeOf(code)).toBeUndefined());
