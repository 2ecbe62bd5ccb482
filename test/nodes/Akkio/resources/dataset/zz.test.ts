import { Expression } from 'n8n-workflow';
import { mapped } from '../../../../../nodes/Akkio/resources/dataset/mapping/sources';
import { isProven } from '../../../../../nodes/Akkio/resources/dataset/mapping/own';
import { columnValues } from '../../../../../nodes/Akkio/resources/dataset/columnValues';
import { itemsOf, withMapping } from '../../../../engine/mapping';
import { choiceOf } from '../../../../../nodes/Akkio/resources/dataset/mapping/path';
import { scopeOf } from '../../../../../nodes/Akkio/resources/dataset/mapping/scope';
import { templateOf } from '../../../../../nodes/Akkio/resources/dataset/mapping/template';
import { EXPRESSIONS, ITEMS } from './expressions';
it('grades', async () => {
	const out: string[] = [];
	for (const e of EXPRESSIONS) {
		const t = templateOf(e);
		const g = !t ? '-' : t.parts.map((p) => p.type === 'text' ? 't' : choiceOf(p.text) ? 'P' : JSON.stringify(scopeOf(p.text))?.replace(/["a-z]*"/g,m=>m) ?? 'own').join(' ');
		await withMapping({ columns: {}, items: itemsOf(ITEMS) }, (c) => {
			const [col] = mapped(c, ITEMS, [e]);
			const [col2] = mapped(c, ITEMS, [e, e]);
			out.push(`${g} | ${isProven(c, col!, 5)} ${isProven(c, col2!, 5)} | ${e}`);
		});
	}
	process.stdout.write(out.join('\n') + '\n');
}, 60000);
const row = (i: number) => ({ name: ' Ada ' + i, email: `a${i}@example.com`, price: i * 1.5, count: i, active: true, date: '2024-02-29T10:00:00.000Z', city: 'London', zip: '00' + i, 'first name': 'Ada', note: 'x'.repeat(100) });
const N = Number(process.env.N ?? 10000);
const sets: Record<string, string[]> = {
	paths: ['={{ $json.name }}', '={{ $json.email }}', '={{ $json.price }}', '={{ $json.count }}', '={{ $json.active }}', '={{ $json.date }}', '={{ $json.city ?? "" }}', '=Z-{{ $json.zip }}', '={{ $json["first name"] }}', '={{ $json.note }}'],
	own: ['={{ $json.name.trim() }}', '={{ $json.email.toUpperCase() }}', '={{ $json.price * 2 }}', '={{ $json.count + 1 }}', '={{ $json.active ? "yes" : "no" }}', '={{ $json.date.slice(0, 10) }}', '={{ $json.city + "!" }}', '=Z-{{ $json.zip.slice(1) }}', '={{ $json["first name"].length + 1 }}', '={{ $json.note.slice(0,5) }}'],
	extended: ['={{ $json.name.trim().isEmpty() }}', '={{ $json.email.extractDomain() }}', '={{ $json.price.round(1) }}', '={{ $json.count.isEven() }}', '={{ $if($json.active, "yes", "no") }}', '={{ $json.date.toDateTime().toISODate() }}', '={{ $json.date.toDateTime() }}', '=Z-{{ $json.zip.toInt() }}', '={{ $now.toISO() }}', '={{ $json.note.hash("md5") }}'],
	row: ['={{ $("Items").item.json.name }}', '={{ $("Items").item.json.email }}', '={{ $("Items").item.json.price }}', '={{ $("Start").item.json.word }}', '={{ $input.item.json.active }}', '={{ $("Items").item.json.date }}', '={{ $("Items").item.json.city + "!" }}', '=Z-{{ $("Items").item.json.zip }}', '={{ $("Start").item.json.index + 1 }}', '={{ $node["Items"].json.note }}'],
};
it.each(Object.keys(sets))('bench %s', async (name) => {
	const items = itemsOf(Array.from({ length: N }, (_, i) => row(i)));
	const columns = Object.fromEntries(sets[name]!.map((e, i) => [`c${i}`, e]));
	const spy = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
	await withMapping({ columns, items }, (c) => {
		for (let round = 0; round < 2; round++) {
		let t = performance.now();
		spy.mockClear();
		const v = columnValues(c);
		const setup = performance.now() - t;
		for (let i = 0; i < N; i++) v(i);
		const ours = performance.now() - t;
		const evals = spy.mock.calls.length;
		t = performance.now();
		const M = Math.min(N, 300);
		for (let i = 0; i < M; i++) c.getNodeParameter('columns.value', i, {}, { skipValidation: true });
		const theirs = (performance.now() - t) / M * N;
		process.stdout.write(`${Expression.getActiveImplementation()} ${name}: setup ${setup.toFixed(1)} ours ${ours.toFixed(0)} ms (${evals} evals), n8n ${theirs.toFixed(0)} ms: ${(theirs / ours).toFixed(1)}\n`);
		}
	});
	spy.mockRestore();
}, 200000);
