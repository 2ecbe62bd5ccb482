import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';
import { checkFacts, readFactNumbers, type Result } from './check.mts';

/** The contract suite knows nothing of the stand-in: it is started here, and asked like the real Akkio. */
const KEY = 'demo';
let akkio: StandIn;
afterEach(async () => await akkio.stop());

const start = async (options: Partial<StandInOptions> = {}) =>
	(akkio = await startStandIn({ keys: [KEY], ...options }));
async function check(modelId?: string): Promise<Result[]> {
	const results: Result[] = [];
	const account = { baseUrl: akkio.baseUrl, key: KEY, pauseMs: 1, modelId };
	await checkFacts(account, (one) => results.push(one));
	return results;
}
const numbersOf = (results: Result[], outcome: Result['outcome']) =>
	results.filter((one) => one.outcome === outcome).map(({ number }) => number);

/** A clock that goes on by one with every look, so that parsing takes some looks. */
let ticks = 0;

it.each<[options: Partial<StandInOptions>, number: string, learned: RegExp]>([
	[{}, 'U3', /^HTTP 422 .*; 0 of 3 rows added; new columns: none$/],
	[{ parsingDelay: 4, now: () => ticks++ }, 'W15', /^at look 4, about a second apart$/],
	[{ listDelay: 2 }, 'U7', /^at look 3, about a second apart$/],
	[{ extraFields: 'keep' }, 'U1', /^accepted; 1 of 1 rows added; new columns: none$/],
	[{ extraFields: 'refuse' }, 'U1', /^HTTP 422 .*extra fields.*; 0 of 1 rows added;/],
	[{ unknownId: '400' }, 'U8', /^GET: HTTP 400 {"status":"inv.*; DELETE: HTTP 400 {"status":"inv/],
	[{ unknownId: '200' }, 'U8', /^GET: HTTP 200 {"status":"inv.*; DELETE: HTTP 200 {"status":"inv/],
	[{ unknownId: 'error' }, 'U8', /^GET: HTTP 200 {"status":"error","message":"invalid/],
])('every fact holds with %j, and %s is learned', async (options, number, learned) => {
	await start(options);
	const results = await check();
	expect(results.filter(({ outcome }) => outcome === 'violated')).toEqual([]);
	expect(numbersOf(results, 'learned')).toEqual('U7 U10 U8 U8 U13 U1 U1 U1 U3'.split(' '));
	expect(results.find((one) => one.number === number)?.details).toMatch(learned);
	// Each number stands for a line of FACTS.md, and each line is checked, asked or skipped.
	const numbers = results.flatMap((one) => one.number.split(', '));
	expect(new Set(numbers)).toEqual(new Set(readFactNumbers()));
	expect(akkio.datasets.list()).toEqual([]);
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

test.each<[outcome: string, Reply | undefined]>([
	['held', undefined],
	['violated', replies.predictions([{ contractCheck: 'first', number: 0, flag: false }])],
	['violated', replies.noPredictionsLeft()],
])('predictions are %s with the answer %j, for two of the plan', async (outcome, reply) => {
	await start();
	const share = { 'is it': 0.25, 'yes is no': 0.75 };
	const estimate = () => ({ 'who is it': share });
	const predictFields = ['who is it'];
	const model = akkio.models.add({ name: 'M', predictFields, inputs: ['a'], estimate });
	const change = (own: Reply) => reply ?? own;
	akkio.faults.next({ on: 'predict', fault: { kind: 'change', change } });
	const results = await check(model.id);
	expect(results.filter(({ number }) => number.startsWith('M3'))).toMatchObject([{ outcome }]);
	expect([akkio.models.list(), model.predicted]).toEqual([[model], 2]);
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
	expect(numbersOf(await check(), 'violated')).toEqual(['W9, W13']);
	expect(akkio.requests).toHaveLength(1);
});
