import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';
import { checkFacts, readFactNumbers, type Result } from './check.mts';

/** The contract suite knows nothing of the stand-in: it is started here, and asked like the real Akkio. */
const KEY = 'demo';
let akkio: StandIn;
const start = async (options: Partial<StandInOptions> = {}) =>
	(akkio = await startStandIn({ keys: [KEY], ...options }));
afterEach(async () => await akkio.stop());

async function check(): Promise<Result[]> {
	const results: Result[] = [];
	await checkFacts({ baseUrl: akkio.baseUrl, key: KEY, pauseMs: 1 }, (one) => results.push(one));
	return results;
}
const numbersOf = (results: Result[], outcome: Result['outcome']) =>
	results.filter((one) => one.outcome === outcome).map(({ number }) => number);
const detailsOf = (results: Result[], number: string) =>
	results.filter((one) => one.number === number).map(({ details }) => details);

/** A clock that goes on by one with every look, so that parsing takes some looks. */
const parsing = () => {
	let looks = 0;
	return { parsingDelay: 4, now: () => looks++ };
};

it.each<[string, Partial<StandInOptions>]>([
	['as it is', {}],
	['that parses for some time', parsing()],
	['with a strict schema', { extraFields: 'refuse', keptOfRefused: 1 }],
	['that keeps extra fields, and lists late', { extraFields: 'keep', listDelay: 2 }],
	['that answers an unknown id with a 400', { unknownId: '400' }],
	['that answers an unknown id with a 200', { unknownId: '200' }],
	['that answers errors with a message', { unknownId: 'error' }],
])('every fact holds for a stand-in %s', async (_name, options) => {
	await start(options);
	const results = await check();
	expect(results.filter(({ outcome }) => outcome === 'violated')).toEqual([]);
	expect(numbersOf(results, 'held')).toEqual(
		'W9 W13 W6 W7 W10 W15 W11 W8 W16 W10 W3 E2 E2 W4 E3 E5 E9 W12'.split(' '),
	);
	expect(numbersOf(results, 'learned')).toEqual('U7 U10 U8 U1 U1 U1 U3'.split(' '));
});

test('what is not known is learned', async () => {
	const learn = async (options: Partial<StandInOptions>, number: string) => {
		await start(options);
		const results = await check();
		await akkio.stop();
		return detailsOf(results, number);
	};
	const accepted = 'accepted; 1 of 1 rows added; new columns: none';
	expect(await learn({}, 'U1')).toEqual([accepted, accepted, accepted]);
	const [refused] = await learn({ extraFields: 'refuse' }, 'U1');
	expect(refused).toMatch(
		/^HTTP 422 .*extra fields not permitted.*; 0 of 1 rows added; new columns: none$/,
	);
	expect((await learn({}, 'U3'))[0]).toMatch(/^HTTP 422 .*; 0 of 3 rows added; new columns: none$/);
	expect(await learn({}, 'W15')).toEqual(['at once']);
	expect(await learn(parsing(), 'W15')).toEqual(['at look 4, about a second apart']);
	expect(await learn({ listDelay: 2 }, 'U7')).toEqual(['not before look 3, a second apart']);
	const said = 'HTTP 400 {"status":"invalid dataset id"}';
	expect(await learn({ unknownId: '400' }, 'U8')).toEqual([`GET: ${said}; DELETE: ${said}`]);
});

test("others' datasets stay as they are, and neither their names nor the key are in the results", async () => {
	await start();
	const other = akkio.datasets.create("Somebody's customers");
	akkio.datasets.append(other.id, [{ name: 'Ada' }]);
	const results = await check();
	expect(akkio.datasets.list()).toEqual([other]);
	expect(other.rows).toEqual([{ name: 'Ada' }]);
	expect(JSON.stringify(results)).not.toMatch(/Somebody|demo/);
	const written = akkio.requests.filter(({ method }) => method !== 'GET');
	const touched = written.map(({ body }) => (body as { id?: string }).id);
	expect(touched).not.toContain(other.id);
});

test('what does not hold is named with what was seen, and the dataset is deleted all the same', async () => {
	await start();
	const reply = { status: 500, body: `Internal Server Error, ${KEY}` };
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
	const violated = (await check()).filter(({ outcome }) => outcome === 'violated');
	expect(violated[0]).toEqual({
		number: 'W10',
		description: 'POST {id, rows} appends a list of rows and answers {status}',
		outcome: 'violated',
		details: 'HTTP 500 Internal Server Error, (the key)',
	});
	expect(akkio.datasets.list()).toEqual([]);
});

test('without a dataset of its own it asks nothing more', async () => {
	await start();
	const reply = { status: 200, body: { status: 'success' } };
	akkio.faults.next({ on: 'create', fault: { kind: 'answer', reply } });
	expect(numbersOf(await check(), 'violated')).toEqual(['W9']);
	expect(akkio.requests).toHaveLength(1);
});

test('each number stands for a line of FACTS.md, and each line is checked, asked or skipped', async () => {
	await start();
	const numbers = (await check()).flatMap(({ number }) => number.split(', '));
	expect(new Set(numbers)).toEqual(new Set(readFactNumbers()));
});
