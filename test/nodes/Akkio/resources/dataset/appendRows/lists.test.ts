/** Items that hold many rows: each row has its own fate, each item one report. */
import type { Fault } from '../../../../../support/akkio/faults.mts';
import * as replies from '../../../../../support/akkio/replies.mts';
import type { Run } from '../../../../../support/engine/run';
import { byId, byName, people, useStandIn } from '../../../../../support/engine/standIn';

const { akkio, append, batches, create, rowsOf, settingUp } = useStandIn();

const FINE: Fault = { kind: 'slow', ms: 0 };
const TOO_MANY: Fault = { kind: 'answer', reply: replies.tooMany(61) };
const CUT: Fault = { kind: 'writeThenCut' };
const faults = (...list: Fault[]) =>
	list.forEach((fault) => akkio().faults.next({ on: 'append', fault }));

/** Two items, of three rows and of two. */
const ITEMS = [{ rows: people(3) }, { rows: people(5).slice(3) }];
const GOING_ON = { onError: 'continueRegularOutput' } as const;

const lists = (dataset: object, choices: object = {}): Partial<Run> => {
	const { parameters } = settingUp(dataset, { rowsPerRequest: 2, ...choices });
	return { parameters: { ...parameters, rowsFrom: 'json', rowsJson: '={{ $json.rows }}' } };
};

test('rows of several items share requests, in order; each item says which carried it', async () => {
	const id = create();
	const { outputs } = await append(byId(id), ITEMS, lists(byId(id)));
	expect(batches()).toEqual([2, 2, 1]);
	expect(rowsOf(id)).toEqual(people(5));
	expect(outputs[0]!.map(({ json }) => [json.rowCount, json.request])).toEqual([
		[3, [1, 2]],
		[2, [2, 3]],
	]);
});

test('an item is as unsure as its most doubtful row, and tells them apart', async () => {
	const id = create();
	faults(FINE, CUT);
	const { outputs } = await append(byId(id), ITEMS, { ...lists(byId(id)), settings: GOING_ON });
	expect(rowsOf(id)).toEqual(people(5));
	const [first, second] = outputs[0]!.map(({ json }) => json);
	const message = 'The connection to Akkio was cut before an answer came';
	expect(first).toMatchObject({
		error: message,
		details: {
			outcome: 'unknown',
			rowCount: 3,
			request: [1, 2],
			rows: [
				{ outcome: 'appended', request: 1, row: people(1)[0] },
				{ outcome: 'appended', request: 1 },
				{ outcome: 'unknown', request: 2, reason: message },
			],
		},
	});
	expect(second).toMatchObject({
		error: message,
		details: {
			outcome: 'unknown',
			rows: [
				{ outcome: 'unknown', request: 2 },
				{ outcome: 'appended', request: 3 },
			],
		},
	});
});

test('Retry On Fail sends only the rows that are missing, be it the middle of an item', async () => {
	const id = create();
	faults(FINE, TOO_MANY);
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
	const { error, outputs } = await append(byId(id), ITEMS, { ...lists(byId(id)), settings });
	expect(error).toBeUndefined();
	expect(rowsOf(id)).toEqual(people(5));
	expect(batches()).toEqual([2, 2, 2, 1]);
	expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(['appended', 'appended']);
});

test('a summary counts rows, and pairs the items that held them', async () => {
	const id = create();
	const { outputs } = await append(byId(id), ITEMS, lists(byId(id), { output: 'summary' }));
	expect(outputs[0]).toEqual([
		{
			json: {
				...{ datasetId: id, rowCount: 5, requests: 3 },
				...{ appended: 5, notAppended: 0, refused: 0, unknown: 0 },
			},
			pairedItem: [{ item: 0 }, { item: 1 }],
		},
	]);
});

test('with a summary, an item with a bad row comes out once, after it, with all its rows', async () => {
	const id = create();
	const { outputs } = await append(byId(id), [...ITEMS, { rows: [{ n: 9, name: 'x' }, 7] }], {
		...lists(byId(id), { output: 'summary' }),
		settings: GOING_ON,
	});
	const [summary, failed, ...more] = outputs[0]!;
	expect(more).toEqual([]);
	expect(summary!.json).toMatchObject({ rowCount: 7, appended: 6, notAppended: 1 });
	expect(failed).toMatchObject({
		json: {
			error: 'Row 2 of item 3 is a number, and no object',
			details: { rows: [{ outcome: 'appended' }, { outcome: 'notAppended', row: 7 }] },
		},
		pairedItem: { item: 2 },
	});
});

test("a list whose dataset is missing is complained about once, and costs the others' rows nothing", async () => {
	const id = create('Leads');
	const items = [
		{ ...ITEMS[0], to: 'Nowhere' },
		{ ...ITEMS[1], to: 'Leads' },
	];
	const dataset = byName('={{ $json.to }}');
	const { outputs } = await append(dataset, items, { ...lists(dataset), settings: GOING_ON });
	expect(rowsOf(id)).toEqual(people(5).slice(3));
	expect(outputs[0]!.map(({ json, pairedItem }) => [json.error, json.outcome, pairedItem])).toEqual(
		[
			["Akkio has no dataset named 'Nowhere'", undefined, { item: 0 }],
			[undefined, 'appended', { item: 1 }],
		],
	);
});

test('a Mapping Mode that there is not says which there are', async () => {
	const { parameters } = settingUp(byId(create()));
	const { error } = await append(byId('abc'), people(1), {
		parameters: { ...parameters, rowsFrom: 'csv' },
	});
	expect(error).toMatchObject({
		message: "'Mapping Mode' has no such choice",
		description: 'Choose Map Automatically, Map Each Column Manually or JSON.',
	});
	expect(akkio().requests).toEqual([]);
});
