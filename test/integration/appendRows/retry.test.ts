/** No row is sent twice, whatever starts the node again. */
import { sleep } from 'n8n-workflow';

import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { retry, type Ran, type Run } from '../../support/engine/run';
import { byId, people, useStandIn } from '../../support/engine/standIn';

const { akkio, append, batches, create, rowsOf, settingUp } = useStandIn();

const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const RETRY = { settings: RETRY_ON_FAIL };
const FINE: Fault = { kind: 'slow', ms: 0 };
const RATE_LIMIT: Fault = { kind: 'answer', reply: replies.tooMany(61) };
const INVALID: Fault = {
	kind: 'answer',
	reply: replies.invalid({ loc: ['body', 'rows'], msg: 'bad', type: 'x' }),
};
const CUT: Fault = { kind: 'writeThenCut' };
const faults = (...list: Fault[]) =>
	list.forEach((fault) => akkio().faults.next({ on: 'append', fault }));

const two = (id: string, more: Partial<Run> = {}): Partial<Run> & Pick<Run, 'parameters'> => ({
	...settingUp(byId(id), { batchSize: 2 }),
	...more,
});
/** What Retry in the Executions list does, with the node's parameters as they are now. */
const retryLater = async (
	ran: Ran,
	{ parameters }: Pick<Run, 'parameters'>,
	more: Partial<Run> = {},
) => await retry(ran, { ...settingUp(byId('')), parameters, ...more });
const outcomes = ({ outputs }: Ran) => outputs[0]!.map(({ json }) => json.outcome);
const all = (outcome: string, count: number) => Array<string>(count).fill(outcome);

const byHand = (code: string) => ({
	dataMode: 'defineBelow',
	columns: { mappingMode: 'defineBelow', value: { n: '={{ $json.n }}', at: `={{ ${code} }}` } },
});
const asJson = (jsonRows: string) => ({ dataMode: 'json', jsonRows });
/** Rows that are mapped to something else in each try. */
const CHANGING: Array<[string, object]> = [
	['$now.toMillis()', byHand('$now.toMillis()')],
	['$today', byHand('$today.toMillis() + Math.random()')],
	['$execution.id', byHand('$execution.id + Math.random()')],
	['an object', asJson('={{ ({ n: $json.n, at: Math.random() }) }}')],
	['a list', asJson('={{ [{ n: $json.n, at: $now.toMillis() }] }}')],
	['text', asJson('={ "n": {{ $json.n }}, "at": "{{ $now.toMillis() }}" }')],
];

describe.each([
	['Retry On Fail', true],
	['Retry in the Executions list', false],
])('%s', (_what, isOnFail) => {
	test.each(CHANGING)('sends each row once where it is mapped to %s', async (_how, way) => {
		const id = create();
		faults(FINE, INVALID);
		const { parameters } = settingUp(byId(id), { batchSize: 25 });
		const run = { parameters: { ...parameters, ...way } as Run['parameters'] };
		let ran = await append(byId(id), people(60), { ...run, ...(isOnFail ? RETRY : {}) });
		if (!isOnFail) {
			expect(ran.error!.description).toMatch(/^Rows 1–25: appended\. Rows 26–50: not appended/);
			ran = await retryLater(ran, run);
		}
		expect(ran.error).toBeUndefined();
		expect(rowsOf(id).map(({ n }) => n)).toEqual(people(60).map(({ n }) => n));
		expect(outcomes(ran)).toEqual(all('appended', 60));
		expect(batches()).toEqual([25, 25, 25, 10]);
	});
});

describe('Retry On Fail', () => {
	test('sends what is missing, try after try', async () => {
		const id = create();
		faults(FINE, RATE_LIMIT, FINE, RATE_LIMIT);
		const ran = await append(byId(id), people(6), two(id, RETRY));
		expect(batches()).toEqual([2, 2, 2, 2, 2]);
		expect(rowsOf(id)).toEqual(people(6));
		expect(outcomes(ran)).toEqual(all('appended', 6));
	});

	test('never sends rows of unknown outcome again; the last try says what became of each', async () => {
		const id = create();
		faults(FINE, CUT);
		const { error } = await append(byId(id), people(6), two(id, RETRY));
		expect(rowsOf(id)).toEqual(people(6));
		expect(batches()).toEqual([2, 2, 2]);
		expect(error!.message).toBe('The connection to Akkio closed before it responded');
		expect(error!.description).toMatch(
			/^Rows 1–2: appended\. Rows 3–4: sent, but Akkio did not respond; .*\. Rows 5–6: appended\./,
		);
	});

	test('continuing, leaves alone what was appended', async () => {
		const id = create();
		faults(RATE_LIMIT);
		const settings = { ...RETRY_ON_FAIL, onError: 'continueRegularOutput' } as const;
		const ran = await append(byId(id), people(4), two(id, { settings }));
		expect(rowsOf(id)).toEqual([...people(4).slice(2), ...people(4).slice(0, 2)]);
		expect(outcomes(ran)).toEqual(all('appended', 4));
	});

	test('sends what is missing in the middle of an item, to each of several datasets', async () => {
		const [one, other] = [create('One'), create('Other')];
		faults(FINE, RATE_LIMIT);
		const items = [one, other, one].map((to, n) => ({
			to,
			rows: people(3).map((row) => ({ ...row, n: `${n}-${row.n}` })),
		}));
		const { parameters } = settingUp(byId('={{ $json.to }}'), { batchSize: 4 });
		const lists = { ...parameters, dataMode: 'json', jsonRows: '={{ $json.rows }}' };
		await append(byId(''), items, { parameters: lists, ...RETRY });
		expect(rowsOf(one).map(({ n }) => n)).toEqual(['0-0', '0-1', '0-2', '2-0', '2-1', '2-2']);
		expect(rowsOf(other).map(({ n }) => n)).toEqual(['1-0', '1-1', '1-2']);
	});

	test('starts no request once the execution was stopped', async () => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: { kind: 'hang' } });
		let stop = () => {};
		const onStart = (cancel: () => void) => (stop = cancel);
		const running = append(byId(id), people(4), two(id, { ...RETRY, onStart }));
		while (batches().length < 1) await sleep(1);
		stop();
		await running;
		expect(batches()).toEqual([2]);
	});
});

test('a second pass, as in a loop, sends the same items again', async () => {
	const id = create();
	faults(FINE, RATE_LIMIT);
	const settings = { onError: 'continueRegularOutput' } as const;
	await append(byId(id), people(3), two(id, { twice: true, settings }));
	expect(rowsOf(id).map(({ n }) => n)).toEqual([0, 1, 0, 1, 2]);
});

describe('Retry in the Executions list', () => {
	test('knows rows whatever the batch size is now, and those of other items as others', async () => {
		const id = create();
		faults(FINE, RATE_LIMIT);
		const failed = await append(byId(id), people(7), two(id));
		const [waiting] = failed.data.executionData!.nodeExecutionStack;
		waiting!.data.main![0]![1]!.json.name = 'New';
		await retryLater(failed, settingUp(byId(id), { batchSize: 3 }));
		expect(batches()).toEqual([2, 2, 3, 3]);
		const names = people(7).map(({ name }) => name);
		expect(rowsOf(id).map(({ name }) => name)).toEqual([
			...names.slice(0, 2),
			'New',
			...names.slice(2),
		]);
	});

	test('sends what is unknown once more where the user chose so for it', async () => {
		const id = create();
		faults(CUT);
		const failed = await append(byId(id), people(2), two(id));
		const retried = await retryLater(failed, settingUp(byId(id), { onUnknownOutcome: 'retry' }));
		expect(outcomes(retried)).toEqual(all('appended', 2));
		expect(rowsOf(id)).toEqual([...people(2), ...people(2)]);
	});
});

describe.each(['akkioTool', 'akkioByRoutingTool'] as const)("as an agent's tool (%s)", (type) => {
	const row = { n: 1, name: 'Ada' };
	const call = (id: string, jsonRows: unknown = row): Partial<Run> => ({
		...RETRY,
		type,
		parameters: {
			...settingUp(byId(id), { batchSize: 1 }).parameters,
			dataMode: 'json',
			jsonRows,
		} as Run['parameters'],
	});

	test.each<[string, Fault, string]>([
		['a lost response', CUT, 'unknown'],
		[
			'a gateway that timed out',
			{ kind: 'writeThenAnswer', reply: replies.gatewayPage(504) },
			'unknown',
		],
		[
			'a rejection that kept a part',
			{ kind: 'writeThenAnswer', reply: replies.failed('no') },
			'rejected',
		],
	])('Retry On Fail doubles no row after %s', async (_what, fault, outcome) => {
		const id = create();
		faults(fault);
		const { outputs, error } = await append(byId(id), [{}], call(id));
		expect(error).toBeUndefined();
		expect(outputs[0]).toMatchObject([{ json: { outcome, row, message: expect.any(String) } }]);
		expect(outputs[0]![0]!.json).not.toHaveProperty('error');
		expect(rowsOf(id)).toEqual([row]);
	});

	test('Retry On Fail doubles no row that came before a failure', async () => {
		const id = create();
		faults(FINE, RATE_LIMIT);
		const { outputs } = await append(byId(id), [{}], call(id, people(3)));
		expect(outputs[0]).toMatchObject([
			{
				json: {
					outcome: 'notAppended',
					rows: [{ outcome: 'appended' }, { outcome: 'notAppended' }, { outcome: 'notAppended' }],
				},
			},
		]);
		expect(rowsOf(id)).toEqual(people(1));
	});

	test('what certainly did not arrive is tried again', async () => {
		const id = create();
		faults(RATE_LIMIT);
		const { error } = await append(byId(id), [{}], call(id));
		expect(error).toBeUndefined();
		expect(rowsOf(id)).toEqual([row]);
	});

	test('calls at the same time are rows of their own', async () => {
		const id = create();
		faults(CUT);
		const ran = await Promise.all(
			[1, 1, 2].map(async (n) => await append(byId(id), [{}], call(id, { n }))),
		);
		expect(
			rowsOf(id)
				.map(({ n }) => n)
				.sort(),
		).toEqual([1, 1, 2]);
		expect(ran.filter(({ outputs }) => outputs[0]![0]!.json.outcome === 'appended')).toHaveLength(
			2,
		);
	});
});

test('RoutingNode with Retry On Fail sends no row again that may be there', async () => {
	const id = create();
	akkio().datasets.append(id, [{ n: 'x', name: '' }]);
	faults(FINE, CUT, RATE_LIMIT);
	const { error } = await append(byId(id), people(4), { ...RETRY, type: 'akkioByRouting' });
	expect(error!.message).toBe('The connection to Akkio closed before it responded');
	expect(
		rowsOf(id)
			.slice(1)
			.map(({ n }) => n)
			.sort(),
	).toEqual([0, 1, 2, 3]);
});
