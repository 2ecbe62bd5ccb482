import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';
import { readText } from '../package/package.mts';
import { checkFacts, type Finding } from './check.mts';

/** The contract suite knows nothing of the stand-in: it is started here, and asked like the real Akkio. */
const KEY = 'demo';
let akkio: StandIn;
const start = async (options: Partial<StandInOptions> = {}) =>
	(akkio = await startStandIn({ keys: [KEY], ...options }));
afterEach(async () => await akkio.stop());

async function findings(): Promise<Finding[]> {
	const all: Finding[] = [];
	await checkFacts({ baseUrl: akkio.baseUrl, key: KEY, pause: 1 }, (one) => all.push(one));
	return all;
}
const numbersOf = (all: Finding[], came: Finding['came']) =>
	all.filter((one) => one.came === came).map(({ number }) => number);

test('every fact holds for the stand-in', async () => {
	await start();
	const all = await findings();
	expect(all.filter(({ came }) => came === 'broken')).toEqual([]);
	expect(numbersOf(all, 'held')).toEqual(
		'W9 W13 W6 W7 W10 W11 W8 W10 W3 E2 E2 W4 E3 E5 W12'.split(' '),
	);
	expect(numbersOf(all, 'learned')).toEqual('U7 U1 U1 U1 U3'.split(' '));
});

test('what nobody knows is learned: fields left out, kept or refused, and parts kept', async () => {
	const told = async (options: Partial<StandInOptions>) => {
		await start(options);
		const all = await findings();
		await akkio.stop();
		return all.filter(({ came }) => came === 'learned').map(({ words }) => words);
	};
	const listed = 'accepted, 1 of 1 rows added';
	const refused = '0 of 2 good rows and a bad one added';
	const [shown, dropped, missing, text, part] = await told({ extraFields: 'drop' });
	expect([shown, dropped, missing, text]).toEqual([
		'yes',
		`${listed}, no new column`,
		listed,
		listed,
	]);
	expect(part).toMatch(new RegExp(`^HTTP 422 \\{"detail":.*, ${refused}$`));
	expect((await told({ extraFields: 'keep' }))[1]).toBe(`${listed}, no new column`);
	expect((await told({ extraFields: 'refuse' }))[1]).toMatch(
		/^HTTP 422 .*extra fields not permitted.*, 0 of 1 rows added, no new column$/,
	);
});

test("others' datasets stay as they are, and neither their names nor the key are in the findings", async () => {
	await start();
	const other = akkio.datasets.create("Somebody's customers");
	akkio.datasets.append(other.id, [{ name: 'Ada' }]);
	const all = await findings();
	expect(akkio.datasets.list()).toEqual([other]);
	expect(other.rows).toEqual([{ name: 'Ada' }]);
	expect(JSON.stringify(all)).not.toMatch(/Somebody|demo/);
	const written = akkio.requests.filter(({ method }) => method !== 'GET');
	const touched = written.map(({ body }) => (body as { id?: string }).id);
	expect(touched).not.toContain(other.id);
});

test('what does not hold is named with what was seen, and the dataset is deleted all the same', async () => {
	await start();
	const reply = { status: 500, body: 'Internal Server Error' };
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
	const broken = (await findings()).filter(({ came }) => came === 'broken');
	expect(broken[0]).toEqual({
		number: 'W10',
		says: 'POST {id, rows} appends a list of rows and answers {status}',
		came: 'broken',
		words: 'HTTP 500 Internal Server Error',
	});
	expect(akkio.datasets.list()).toEqual([]);
});

test('without a dataset of its own it asks nothing more', async () => {
	await start();
	const reply = { status: 200, body: { status: 'success' } };
	akkio.faults.next({ on: 'create', fault: { kind: 'answer', reply } });
	const all = await findings();
	expect(all.map(({ number, came }) => [number, came])).toEqual([['W9', 'broken']]);
	expect(akkio.requests.length).toBe(1);
});

test('each number stands for a line of FACTS.md, and each line is checked, asked or left alone', async () => {
	await start();
	const numbers = (await findings()).flatMap(({ number }) => number.split(', '));
	const lines = [...readText('test/support/akkio/FACTS.md').matchAll(/^\| ([WELU]\d+)/gm)];
	const facts = lines.map(([, number]) => number!);
	expect([...new Set(numbers)].filter((number) => !facts.includes(number))).toEqual([]);
	expect(facts.filter((fact) => !numbers.includes(fact))).toEqual([]);
});
