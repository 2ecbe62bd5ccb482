import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';
import { checkFacts, readFactNumbers, type Result } from './check.mts';

/** The contract suite knows nothing of the stand-in: it is started here, and asked like the real Akkio. */
const KEY = 'demo';
let akkio: StandIn;
afterEach(async () => await akkio.stop());

const start = async (options: Partial<StandInOptions> = {}) =>
	(akkio = await startStandIn({ keys: [KEY], ...options }));
async function check(): Promise<Result[]> {
	const results: Result[] = [];
	await checkFacts({ baseUrl: akkio.baseUrl, key: KEY, pauseMs: 1 }, (one) => results.push(one));
	return results;
}
const numbersOf = (results: Result[], outcome: Result['outcome']) =>
	results.filter((one) => one.outcome === outcome).map(({ number }) => number);

const ACCEPTED = 'accepted; 1 of 1 rows added; new columns: none';
const UNKNOWN_ID = '{"status":"invalid dataset id"}';
/** A clock that goes on by one with every look, so that parsing takes some looks. */
let ticks = 0;

it.each<[Partial<StandInOptions>, Record<string, unknown>]>([
	[
		{},
		{ W15: 'at once', U1: ACCEPTED, U3: expect.stringMatching(/^HTTP 422 .*; 0 of 3 rows added;/) },
	],
	[{ parsingDelay: 4, now: () => ticks++ }, { W15: 'at look 4, about a second apart' }],
	[{ listDelay: 2 }, { U7: 'at look 3, about a second apart' }],
	[{ extraFields: 'keep' }, { U1: ACCEPTED }],
	[
		{ extraFields: 'refuse' },
		{ U1: expect.stringMatching(/^HTTP 422 .*extra fields.*; 0 of 1 rows/) },
	],
	[
		{ extraFields: 'refuse', keptOfRefused: 1 },
		{ U1: expect.stringMatching(/; 1 of 1 rows added;/) },
	],
	[{ unknownId: '400' }, { U8: `GET: HTTP 400 ${UNKNOWN_ID}; DELETE: HTTP 400 ${UNKNOWN_ID}` }],
	[{ unknownId: '200' }, { U8: `GET: HTTP 200 ${UNKNOWN_ID}; DELETE: HTTP 200 ${UNKNOWN_ID}` }],
	[{ unknownId: 'error' }, { U8: expect.stringContaining('HTTP 200 {"status":"error","message"') }],
])(
	'every fact holds for a stand-in with %j, and its switch is learned',
	async (options, learned) => {
		await start(options);
		const results = await check();
		expect(results.filter(({ outcome }) => outcome === 'violated')).toEqual([]);
		expect(numbersOf(results, 'held')).toEqual(
			'W9 W13 W6 W7 W10 W15 W11 W8 W16 W10 W3 E2 E2 W4 E3 E5 E9 W12'.split(' '),
		);
		expect(numbersOf(results, 'learned')).toEqual('U7 U10 U8 U1 U1 U1 U3'.split(' '));
		for (const [number, details] of Object.entries(learned)) {
			expect(results.find((one) => one.number === number)).toMatchObject({ details });
		}
		expect(akkio.datasets.list()).toEqual([]);
	},
);

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
	expect((await check()).find(({ outcome }) => outcome === 'violated')).toMatchObject({
		number: 'W10',
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
