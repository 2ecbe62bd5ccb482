import { sleep } from 'n8n-workflow';

import * as replies from '../../../../../support/akkio/replies.mts';
import type { Fault } from '../../../../../support/akkio/faults.mts';
import { retry, type Ran, type Run } from '../../../../../support/engine/run';
import { byId, KEY, people, useStandIn } from '../../../../../support/engine/standIn';

const { akkio, append, batches, create, rowsOf, settingUp } = useStandIn();

const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
const REFUSED: Fault = { kind: 'answer', reply: replies.failed('plan limit') };
const FINE: Fault = { kind: 'slow', ms: 0 };
const TOO_MANY: Fault = { kind: 'answer', reply: replies.tooMany(61) };
const CUT: Fault = { kind: 'writeThenCut' };
const faults = (...list: Fault[]) =>
	list.forEach((fault) => akkio().faults.next({ on: 'append', fault }));

const two = (id: string, more: Partial<Run> = {}): Partial<Run> => ({
	...settingUp(byId(id), { rowsPerRequest: 2 }),
	...more,
});
const outcomes = ({ outputs }: Ran) => outputs[0]!.map(({ json }) => json.outcome ?? json.error);
const ledger = ({ data }: Ran) => JSON.stringify(data.executionData!.contextData);

test('Retry On Fail sends only what is missing, and reports every row as appended', async () => {
	const id = create();
	faults(FINE, TOO_MANY, FINE, TOO_MANY);
	const ran = await append(byId(id), people(6), two(id, { settings: RETRY_ON_FAIL }));
	expect(batches()).toEqual([2, 2, 2, 2, 2]);
	expect(rowsOf(id)).toEqual(people(6));
	expect(ran.error).toBeUndefined();
	expect(outcomes(ran)).toEqual(Array(6).fill('appended'));
});

test('Retry On Fail never sends unknown rows again; the last try says what became of each', async () => {
	const id = create();
	faults(FINE, CUT);
	const { error } = await append(byId(id), people(6), two(id, { settings: RETRY_ON_FAIL }));
	expect(rowsOf(id)).toEqual(people(6));
	expect(batches()).toEqual([2, 2, 2]);
	expect(error!.message).toBe('The connection to Akkio was cut before an answer came');
	expect(error!.description).toMatch(
		/^Rows 1–2: appended\. Rows 3–4: sent, but no answer came; .*\. Rows 5–6: appended\./,
	);
});

test('refused rows, of which a part may have been kept, are not sent again either', async () => {
	const id = create();
	faults(REFUSED);
	const { error } = await append(byId(id), people(2), two(id, { settings: RETRY_ON_FAIL }));
	expect(batches()).toEqual([2]);
	expect(error!.message).toBe('Akkio refused: plan limit');
});

test('going on with Retry On Fail, the rows that were appended are not sent again', async () => {
	const id = create();
	faults(TOO_MANY);
	const settings = { ...RETRY_ON_FAIL, onError: 'continueRegularOutput' } as const;
	const ran = await append(byId(id), people(4), two(id, { settings }));
	expect(rowsOf(id)).toEqual([...people(4).slice(2), ...people(4).slice(0, 2)]);
	expect(outcomes(ran)).toEqual(Array(4).fill('appended'));
});

test('identical rows are different rows', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const same = Array.from({ length: 5 }, () => ({ n: 1 }));
	await append(byId(id), same, two(id, { settings: RETRY_ON_FAIL }));
	expect(rowsOf(id)).toEqual(same);
});

test('rows for several datasets keep their own accounts', async () => {
	const [one, other] = ['One', 'Other'].map(create);
	faults(FINE, TOO_MANY);
	const items = people(6).map((person) => ({ ...person, to: person.n % 2 ? other : one }));
	const dataset = byId('={{ $json.to }}');
	await append(dataset, items, { ...settingUp(dataset), settings: RETRY_ON_FAIL });
	expect(rowsOf(one!)).toEqual(items.filter(({ to }) => to === one));
	expect(rowsOf(other!)).toEqual(items.filter(({ to }) => to === other));
});

test('a second pass, as in a loop, sends the same items again', async () => {
	const id = create();
	await append(byId(id), people(2), { twice: true });
	expect(rowsOf(id)).toEqual([...people(2), ...people(2)]);
});

test('Retry in the Executions list sends only what is missing', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const failed = await append(byId(id), people(6), two(id));
	expect(failed.error!.description).toMatch(
		/^Rows 1–2: appended\. Rows 3–4: not appended\. Rows 5–6: not sent\./,
	);

	const { parameters, credential } = two(id) as Run;
	const retried = await retry(failed, { parameters, credential });
	expect(retried.error).toBeUndefined();
	expect(outcomes(retried)).toEqual(Array(6).fill('appended'));
	expect(rowsOf(id)).toEqual(people(6));
});

test('a retry with other rows in the same place sends them: they are other rows', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const failed = await append(byId(id), people(4), two(id));
	const stack = failed.data.executionData!.nodeExecutionStack;
	stack[0]!.data.main![0]!.forEach(({ json }) => (json.name = `New ${json.n}`));

	const { parameters, credential } = two(id) as Run;
	await retry(failed, { parameters, credential });
	expect(rowsOf(id).map(({ name }) => name)).toEqual([
		...['Person 0', 'Person 1'],
		...['New 0', 'New 1', 'New 2', 'New 3'],
	]);
});

test('a retry with another batch size knows the rows all the same', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const failed = await append(byId(id), people(7), two(id));
	const { parameters, credential } = settingUp(byId(id), { rowsPerRequest: 3 });
	await retry(failed, { parameters, credential });
	expect(batches()).toEqual([2, 2, 3, 2]);
	expect(rowsOf(id)).toEqual(people(7));
});

test('Send Again, chosen for the retry, sends what is unknown once more', async () => {
	const id = create();
	faults(CUT);
	const failed = await append(byId(id), people(2), two(id));
	const { parameters, credential } = settingUp(byId(id), { whenUnknown: 'sendAgain' });
	const retried = await retry(failed, { parameters, credential });
	expect(outcomes(retried)).toEqual(['appended', 'appended']);
	expect(rowsOf(id)).toEqual([...people(2), ...people(2)]);
});

test('the ledger is small, holds no rows and no key, and is forgotten once all is appended', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const failed = await append(byId(id), people(2000));
	expect(ledger(failed)).toContain(id);
	expect(ledger(failed)).not.toContain('Person');
	expect(ledger(failed)).not.toContain(KEY);
	expect(ledger(failed).length).toBeLessThan(500);

	const { parameters, credential } = settingUp(byId(id));
	const retried = await retry(failed, { parameters, credential });
	expect(rowsOf(id)).toEqual(people(2000));
	expect(ledger(retried)).not.toContain(id);
});

test('no try starts a request once the execution was stopped', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'hang' } });
	let stop = () => {};
	const running = append(byId(id), people(4), {
		...two(id, { settings: RETRY_ON_FAIL }),
		onStart: (cancel) => (stop = cancel),
	});
	while (batches().length < 1) await sleep(1);
	stop();
	await running;
	expect(batches()).toEqual([2]);
	expect(rowsOf(id)).toEqual([]);
});
