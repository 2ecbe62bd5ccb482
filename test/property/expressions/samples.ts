import type { IDataObject } from 'n8n-workflow';

/** Rows as workflows hand them on: whole, with gaps, with wrong types, and with nasty names. */
export const ITEMS: IDataObject[] = [
	{
		name: ' Ada Lovelace ',
		email: 'ada@example.com',
		price: 12.345,
		count: 3,
		isActive: true,
		date: '2024-02-29T10:00:00.000Z',
		tags: ['a', 'b', 'a'],
		address: { city: 'London', zip: '007', geo: { lat: 51.5 } },
		'first name': 'Ada',
		'Price (EUR)': '1,234.50',
		text: 'x }} y {{ z',
		json: '{"a":[1,2]}',
	},
	{ name: '', price: 0, count: '3', isActive: false, tags: [], address: {}, date: 'no date' },
	{ name: null, price: null, address: null, tags: null, 'first name': null, count: null },
	{},
	{ name: { length: 7 }, price: [1, [2, null]], address: 'London', tags: 'a,b', count: NaN },
	{ name: 'Zoë 😀', price: -0, count: Infinity, address: { city: { a: 1 } }, tags: [{ id: 1 }] },
	{ name: 'a'.repeat(200), toString: 'own', tags: [null, 'x'], address: [{ city: 'list' }] },
	{ name: { __isError: true, message: 'no' }, address: { toString: 1, city: 'x' }, count: 1e21 },
];

const list = (text: string) => text.trim().split(/\s*¦\s*/);

/**
 * Expressions that the generator does not write, by what is expected of them:
 * no evaluation, one for many items, one for all of a row, n8n's own way after or with a further
 * one, or n8n's own way.
 */
export const EXPRESSIONS = {
	read: [
		...list(String.raw`
			={{ $json.name }} ¦ ={{$json.name}} ¦ ={{ $json['Price (EUR)'] }} ¦ ={{ $json?.["first name"] }} ¦
			={{ $json.address.geo?.lat ?? "none" }} ¦ ={{ $json.name || $json.email || "nobody" }} ¦
			={{ $json.tags["0"] }} ¦ ={{ $json }} ¦ ={{ $json.missing.deeper }} ¦ ={{ $json.price }} EUR ¦
			={{ $json.name }} {{ $json.missing }}|{{ $json.address }}|{{ $json.tags }} ¦ ={{ $json[""] }} ¦
			=Price: {{ $json.price }} }} {{ $json.isActive }} ¦ ={{ $json.text }} ¦ = ¦ == ¦ =text only ¦ ={{ 5 }} ¦
			=text with .isEmpty() {{ $json.name?.length }} ¦ ={{ undefined ?? $json.name }} ¦
			={{ $json.name ?? "it's" }} ¦ ={{ $json["a.isEmpty()"] }} ¦ ={{ "akkio: own way" }} ¦ ={{ $json.$ }}`),
		'={{ $json.price }} ',
		'={{\t$json.name\r\n}}',
	],
	together: list(String.raw`
			={{ $json.name.trim() }} }} .first() { " ¦ ={{ $json.name + "}" }} ¦ =<{{ $json.name.trim() }}> ¦
			={{ Number($json.price) + 1 }} ¦ ={{ Math.max($json.price, $json.count) }} ¦ ={{ !$json.isActive }} ¦
			={{ typeof $json.name.foo.bar }} ¦ ={{ { name: $json.name, "a b": [$json["first name"], {}] } }} ¦
			={{ {} }} ¦ ={{ { a: $json.price }.a }} ¦ ={{ {a: 1} + 1 }} ¦ ={{ { a: 1, a: 2 } }} ¦
			={{ String($json.address) }} ¦ ={{ JSON.parse($json.json).a[1] }} ¦ ={{ $json.tags.unique() }} ¦
			={{ $json.date.toDateTime().plus(1, "day").weekday }} ¦ =on {{ DateTime.fromISO($json.date) }} ¦
			={{ DateTime.fromISO($json.date, { zone: "America/New_York" }) }} ¦ ={{ $json.date < $now }} ¦
			={{ new Date($json.date).toISOString() }} ¦ ={{ $today.day }}{{ $now.year }} ¦
			={{ $if($json.isActive, "on", "off") }} ¦ ={{ $ifEmpty($json.name, "empty") }} ¦
			={{ $jmespath($json, "address.city") }} ¦ ={{ $runIndex }} ¦ ={{ $workflow }} ¦
			={{ $workflow.id + $json.name }} ¦ ={{ $execution.mode + $json.count }} ¦ ={{ $vars.missing }} ¦
			={{ $prevNode.name + $json.count }} ¦ ={{ $json.tags.map(tag => tag).join("-") }} ¦
			={{ $json.tags.filter((tag) => tag !== "a").map((tag) => tag + "!")[0] }} ¦
			={{ $json.tags.map((tag) => ({ name: tag })) }} ¦ ={{ $json.tags.map(($json) => $json) }} ¦
			={{ $json.tags.reduce((all, tag) => ({ ...all, [tag]: 1 }), {}) }} ¦ ={{ [...$json.tags, "z"].join() }} ¦
			={{ $json.tags.some((tag) => tag.isEmpty()) }} ¦ ={{ $json[$json.name] }} ¦ ={{ $json.tags[-1] }} ¦
			={{ 08 }} ¦ ={{ $json.price - -1 }} ¦ ={{ $json.isActive?.5:1 }} ¦ ={{ $json . name }} ¦
			={{ 1 / $json.price }} ¦ ={{ $json.name.length() }} ¦ ={{ $json.name.hash("md5") }} ¦
			={{ $json.name.match(/A(.)a/)[1] }} ¦ ={{ $json.name.replace(/[/"]|\s+/g, "\t") }} ¦
			={{ "it's \"" + $json.name }} ¦ ={{ $json.price > 1 ? /y/.test("y") : "n" }} ¦
			=[{ "name": {{ JSON.stringify($json.name) }} }]`),
	rowByRow: list(String.raw`
			=Row {{ $itemIndex + 1 }} of {{ $input.all().length }} ¦ ={{ $("Start").item.json.word }} ¦
			={{ $("Items").first().json.name }} ¦ ={{ $("Items").itemMatching(1).json.price }} ¦
			={{ $("Items").isExecuted }} ¦ ={{ $node["Items"].json.name }} ¦ ={{ $node.Items.json.price }} ¦
			={{ $input.item.json.name }} ¦ ={{ $input.last().json.price }} ¦ ={{ $binary }} ¦
			={{ $("Items").all().map((item) => item.json.price).length }}`),
	inVain: list('={{ $("Missing").item.json.x }} ¦ ={{ $evaluateExpression("$json.name") }}'),
	byN8n: [
		...list(String.raw`
			={{ new Date($json.date) }} ¦ ={{ $json.toString }} ¦ ={{ $json.name.trim }} ¦ ={{ $json.constructor }} ¦
			={{ $json.__proto__ }} ¦ ={{ $json["constructor"] }} ¦ ={{ $json.prototype }} ¦ ={{ $json.binding }} ¦
			={{ '{{ x }}' }} ¦ =a\{{ $json.name }} ¦ ={{ $json.name ¦ =}}{{ ¦ ={{ "}}" }} ¦ ={{ }} ¦ ={{ 1 +  }} ¦
			={{ { a: 1 }; { b: 2 } }} ¦ ={{ { __proto__: $json.name } }} ¦ ={{ $env.HOME }} ¦
			={{ $items()[0].json.name }} ¦ ={{ $parameter["&other"] }} ¦ ={{ $item(0).$json.name }} ¦
			={{ (() => { const x = $json.count; return x + 1; })() }} ¦ ={{ (function () { return $json.count })() }} ¦
			={{ $json.tags.map((tag) => { return tag }) }} ¦ ={{ ((x) => x)(1) }} ¦
			={{ $json.name /* trimmed */ }} ¦ ={{ $json.name // trimmed }} ¦ ={{ $json.name <!-- x }} ¦
			={{ $json.tags.sort() }} ¦ ={{ $json.tags.push("z") }} ¦ ={{ $json.tags.splice(0, 1) }} ¦
			={{ $json.count++ }} ¦ ={{ $json.count = 5 }} ¦ ={{ $json.count <<= 1 }} ¦ ={{ $json.count ??= 1 }} ¦
			={{ $json.tags[0] = "x" }} ¦ ={{ delete $json.name }} ¦ ={{ this.$json }} ¦ ={{ x }} ¦ ={{ $json.größe }} ¦
			={{ $json.name; $json.count }} ¦ ={{ $json.name) + ($json.count }} ¦ ={{ 1]) || ([1 }} ¦ ={{ 1_000 }} ¦
			={{ 10n }} ¦ ={{ Symbol("x") }} ¦ ={{ $fromAI("x") }} ¦ ={{ window.x }} ¦ ={{ $json.name in $json }} ¦
			={{ { a: 1, b: undefined, c: NaN } }} ¦ ={{ [undefined, NaN, -0].concat($json.count) }} ¦
			={{ ({ at: DateTime.fromISO($json.date) }) }} ¦ ={{ DateTime.now }} ¦ ={{ $if($json.isActive) }} ¦
			={{ $jmespath($json, $json.name) }} ¦ ={{ $execution }} ¦ ={{ (x) => x }} ¦ ={{ async () => 1 }} ¦ ={{ $ }} ¦
			={{ ($json.tags.sort)() }} ¦ ={{ $json.tags.sort?.() }} ¦ ={{ $json["tags"]["so" + "rt"]() }} ¦
			={{ $json.tags.map($json.tags.push, $json.tags) }} ¦ ={{ $json.tags.map(({ push }) => push(1)) }} ¦
			={{ Object.assign($json, { a: 1 }).a }} ¦ ={{ Math.random() > 2 }} ¦ ={{ akkioLeft }} ¦
			={{ "akkio" }}x{{ akkioCell(() => 1) }}`),
		'={{ `${$json.name}!` }}',
	],
};
