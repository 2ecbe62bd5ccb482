import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';
import { checkFacts, factsWithout, type Result } from './check.mts';

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
const violated = (results: Result[]) => results.filter(({ outcome }) => outcome === 'violated');

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
	const other = akkio.datasets.create("Somebody's customers");
	const results = await check();
	expect(violated(results)).toEqual([]);
	expect(results.find((one) => one.number === number)?.details).toMatch(learned);
	expect(factsWithout(results)).toEqual(expect.arrayContaining(['W5', 'E7', 'U17']));
	expect(akkio.datasets.list()).toEqual([other]);
	expect(JSON.stringify(results)).not.toMatch(/Somebody|demo/);
});

test.each<[count: number, Reply | undefined]>([
	[0, undefined],
	[1, replies.predictions([{ contractCheck: 'first', number: 0, flag: false }])],
	[1, replies.noPredictionsLeft()],
])(
	'%d facts about predictions are violated by the answer %j, for two of the plan',
	async (count, reply) => {
		await start();
		const share = { 'is it': 0.25, 'yes is no': 0.75 };
		const predictFields = ['who is it'];
		const estimate = () => ({ 'who is it': share });
		const model = akkio.models.add({ name: 'M', predictFields, inputs: ['a'], estimate });
		const change = (own: Reply) => reply ?? own;
		akkio.faults.next({ on: 'predict', fault: { kind: 'change', change } });
		expect(violated(await check(model.id))).toHaveLength(count);
		expect([akkio.models.list(), model.predicted]).toEqual([[model], 2]);
	},
);

test('what does not hold is named with what was seen, and the dataset is deleted all the same', async () => {
	await start();
	const reply = { status: 500, body: `Internal Server Error, ${KEY}` };
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
	const [first] = violated(await check());
	const details = 'HTTP 500 Internal Server Error, (the key)';
	expect(first).toMatchObject({ number: 'W10', details });
	expect(akkio.datasets.list()).toEqual([]);
});

test('without a dataset of its own it asks nothing more', async () => {
	await start();
	akkio.faults.next({ on: 'create', fault: { kind: 'answer', reply: replies.success() } });
	expect(violated(await check())).toMatchObject([{ number: 'W1, W2, W9, W13, E1' }]);
	expect(akkio.requests).toHaveLength(1);
});
