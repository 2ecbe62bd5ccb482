/** No row is sent twice, whatever starts the node again. */
import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { retry, type Ran, type Run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { byId, CUT, FINE, json, jsonOf, people, RATE_LIMIT } from '../../support/engine/standIn';

const { append, batches, create, fail, filled, rowsOf, settingUp } = engine.useStandIn();

const RETRY = { settings: engine.RETRY_ON_FAIL };
const CLOSED = 'The connection to Akkio closed before it responded';

const two = (id: string, more: Partial<Run> = {}) => ({
	...settingUp(byId(id), { batchSize: 2 }),
	...more,
});
/** What Retry in the Executions list does, with the node's parameters as they are now. */
const retryLater = async (ran: Ran, { parameters }: Pick<Run, 'parameters'>) =>
	await retry(ran, { ...settingUp({}), parameters });
const outcomes = (ran: Ran) => jsonOf(ran).map(({ outcome }) => outcome);
const numbersIn = (id: string) => rowsOf(id).map(({ n }) => n);

const at = '={{ $now.toMillis() + $execution.id + Math.random() }}';
const BY_HAND = engine.columns({ n: '={{ $json.n }}', at });
const AS_TEXT = json('={ "n": {{ $json.n }}, "at": {{ $now.toMillis() }} }');
const AS_LIST = json('={{ [{ n: $json.n, at: Math.random() }] }}');
test.each([
	[true, BY_HAND],
	[false, BY_HAND],
	[true, AS_TEXT],
	[false, AS_LIST],
] as const)(
	'each row is sent once, whatever its values are now, by Retry On Fail or in the Executions list: %p %j',
	async (isOnFail, mapping) => {
		const id = create();
		fail([FINE, RATE_LIMIT]);
		const run = settingUp(byId(id), { batchSize: 25 }, mapping);
		let ran = await append(byId(id), people(60), { ...run, ...(isOnFail && RETRY) });
		if (!isOnFail) {
			expect(ran.error!.description).toMatch(/^Rows 1–25: appended\. Rows 26–50: not appended/);
			ran = await retryLater(ran, run);
		}
		expect(ran.error).toBeUndefined();
		expect(numbersIn(id)).toEqual([...people(60).keys()]);
		expect(outcomes(ran)).toEqual(Array(60).fill('appended'));
		expect(batches()).toEqual([25, 25, 25, 10]);
	},
);

describe('Retry On Fail', () => {
	test('never sends rows of unknown outcome again; the last try says what became of each', async () => {
		const id = create();
		fail([FINE, CUT]);
		const { error } = await append(byId(id), people(6), two(id, RETRY));
		expect(rowsOf(id)).toEqual(people(6));
		expect(batches()).toEqual([2, 2, 2]);
		expect(error!.message).toBe(CLOSED);
		expect(error!.description).toMatch(
			/^Rows 1–2: appended\. Rows 3–4: sent, but Akkio did not respond; .*\. Rows 5–6: appended\./,
		);
	});

	test('of RoutingNode sends no row again that may be there', async () => {
		const id = filled({ n: 'x', name: '' });
		fail([FINE, CUT, RATE_LIMIT]);
		const type = 'akkioByRouting';
		const { error } = await append(byId(id), people(4), { ...RETRY, type });
		expect(error!.message).toBe(CLOSED);
		expect(numbersIn(id).slice(1).sort()).toEqual([0, 1, 2, 3]);
	});
});

test('a second pass, as in a loop, sends the same items again', async () => {
	const id = create();
	fail([FINE, RATE_LIMIT]);
	await append(byId(id), people(3), two(id, { twice: true, ...engine.CONTINUE }));
	expect(numbersIn(id)).toEqual([0, 1, 0, 1, 2]);
});

test('Retry in the Executions list knows rows of lists for several datasets, whatever the batch size is now, and those of other items as others', async () => {
	const [one, other] = [create('One'), create('Other')];
	fail([FINE, RATE_LIMIT]);
	const rows = (item: number) => [0, 1, 2].map((n) => ({ n: 10 * item + n }));
	const items = [one, other, one].map((to, item) => ({ to, rows: rows(item) }));
	const dataset = byId('={{ $json.to }}');
	const inBatchesOf = (batchSize: number) =>
		settingUp(dataset, { batchSize }, json('={{ $json.rows }}'));
	const failed = await append(dataset, items, inBatchesOf(2));
	const [waiting] = failed.data.executionData!.nodeExecutionStack;
	waiting!.data.main![0]![2]!.json.rows = [{ n: 99 }];
	await retryLater(failed, inBatchesOf(4));
	expect(batches()).toEqual([2, 2, 2, 3]);
	expect([numbersIn(one), numbersIn(other)]).toEqual([
		[0, 1, 2, 99],
		[10, 11, 12],
	]);
});

const row = { n: 1, name: 'Ada' };
const lost: Fault = { kind: 'writeThenAnswer', reply: replies.failed('no') };
const told = ['appended', 'notAppended', 'notAppended'].map((outcome) => ({ outcome }));
// prettier-ignore
test.each<[string, Fault[], object, object, object[]]>([
	['a lost response doubles no row', [CUT], row, { outcome: 'unknown', row, message: expect.any(String) }, [row]],
	['a rejection doubles no row', [lost], row, { outcome: 'rejected', row }, [row]],
	['a failure doubles no row that came before it', [FINE, RATE_LIMIT], people(3), { outcome: 'notAppended', rows: told }, people(1)],
	['what certainly did not arrive is tried again', [RATE_LIMIT], row, { outcome: 'appended' }, [row]],
])("as an agent's tool with Retry On Fail, %s", async (_rule, faults, rows, report, stored) => {
	for (const type of engine.TOOLS) {
		const id = create();
		fail(faults);
		const way = settingUp(byId(id), { batchSize: 1 }, json(rows));
		const ran = await append(byId(id), [{}], { ...RETRY, type, ...way });
		expect(ran.error).toBeUndefined();
		expect(jsonOf(ran)).toMatchObject([report]);
		expect(jsonOf(ran)[0]).not.toHaveProperty('error');
		expect(rowsOf(id)).toEqual(stored);
	}
});
