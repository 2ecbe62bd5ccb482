import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../support/akkio/faults.mts';
import type { NewModel } from '../support/akkio/models.mts';
import * as replies from '../support/akkio/replies.mts';
import { drain } from '../support/engine/promises.mts';
import type { Run } from '../support/engine/run';
import * as engine from '../support/engine/standIn';
import { answering, byId, byName, CONTINUE, ERROR_OUTPUT, jsonOf } from '../support/engine/standIn';
import { useOperations } from './operations';

const { addModel, akkio, operate, requests } = useOperations();

const ADA = { name: 'Ada', age: 36 };
const BO = { name: 'Bo', age: 7 };
const YES = {
	...{ target: 'adult', value: 'yes', probability: 0.9 },
	probabilities: { yes: 0.9, no: 0.1 },
};
const NO = {
	...{ target: 'adult', value: 'no', probability: 0.75 },
	probabilities: { yes: 0.25, no: 0.75 },
};
/** Predicts with a model that knows adults, unless the parameters name another. */
async function predict(items: IDataObject[], parameters: object = {}, more: Partial<Run> = {}) {
	const model = 'model' in parameters ? {} : { model: byId(addModel()) };
	const all = { resource: 'model', operation: 'predict', ...model, ...parameters };
	return await operate(all, { items, ...more });
}
const fail = (fault: Fault, times = 1) => akkio().faults.next({ on: 'predict', times, fault });
const TOO_FEW: Fault = { kind: 'change', change: replies.fewerPredictions };
const INVALID = answering(replies.invalid({ loc: ['body', 'x'], msg: 'bad', type: 't' }));
/** What was sent to predict. */
const sent = () =>
	akkio()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ body }) => (body as { data: object[] }).data);
const predictionsOf = (ran: Awaited<ReturnType<typeof predict>>) =>
	jsonOf(ran).map(({ prediction }) => prediction);

describe('what comes out', () => {
	test('each item has its prediction, in order, in one request; a missing column is named', async () => {
		const { outputs, hints } = await predict([ADA, { age: 7 }]);
		expect(outputs[0]).toEqual([
			{ json: { ...ADA, prediction: YES }, pairedItem: { item: 0 } },
			{ json: { age: 7, prediction: NO }, pairedItem: { item: 1 } },
		]);
		expect(hints).toEqual(['2 rows predicted in 1 request']);
		const missing = await predict([{ age: 36, note: 'x' }]);
		expect(missing.hints[1]).toBe(
			'Predicted without these columns of the model: name. Check the spelling of the fields',
		);
	});

	const number = { estimate: () => ({ price: 7.5 }), predictFields: ['price'] };
	const PRICE = { target: 'price', value: 7.5 };
	const classes = (estimate: Record<string, Record<string, number>>) => ({
		estimate: () => estimate,
		predictFields: Object.keys(estimate),
	});
	// prettier-ignore
	test.each<[string, Partial<NewModel>, object, object]>([
		['an input field named like the target keeps its value', {}, { ...ADA, adult: 0 }, YES],
		['of two targets the first has the other in it', classes({ a: { x: 1 }, b: { y: 0.6, z: 0.4 } }), ADA,
			{ target: 'a', value: 'x', probability: 1, probabilities: { x: 1 }, others: [{ target: 'b', value: 'y', probability: 0.6, probabilities: { y: 0.6, z: 0.4 } }] }],
		['names may have " is " in them', classes({ 'this is it': { 'x is y': 1 } }), ADA,
			{ target: 'this is it', value: 'x is y', probability: 1, probabilities: { 'x is y': 1 } }],
		['a number is the field that was not sent', number, ADA, PRICE],
		['a number is the field that the list names', { ...number, api: true }, { ...ADA, price: 1 }, PRICE],
		['a number that nothing names is raw', number, { ...ADA, price: 1 }, { raw: { ...ADA, price: 7.5 } }],
	])('%s', async (_rule, model, row, prediction) => {
		const ran = await predict([row as IDataObject], { model: byId(addModel(model)) });
		expect(jsonOf(ran)).toEqual([{ ...row, prediction }]);
	});

	test('factors come and input fields go where the user chose so', async () => {
		const options = { includeFactors: true, includeInputFields: false };
		const ran = await predict([ADA], { options });
		expect(jsonOf(ran)).toEqual([{ prediction: YES, factors: { name: 0.25, age: 0.75 } }]);
	});

	test('By Name the list is read once, and names the target, too', async () => {
		addModel({ ...number, api: true });
		const ran = await predict([{ ...ADA, price: 1 }], { model: byName(' Adults') });
		expect(predictionsOf(ran)).toEqual([PRICE]);
		expect(requests()).toEqual(['GET', expect.stringMatching(/^POST/)]);
	});
});

describe('how items become rows', () => {
	const WEBHOOK = { headers: { host: 'x', cookie: 'secret' }, params: {}, query: {} };
	const field = (name: string, value: string, type = 'string') => ({ name, value, type });
	const byHand = (...assignments: object[]) => ({
		...{ dataMode: 'defineBelow', fields: { assignments } },
	});
	const MAPPED = byHand(
		field('age', '={{ $json.years }}', 'number'),
		field('name', 'Ada'),
		field('ok', 'true', 'boolean'),
	);

	test.each<[string, object, IDataObject, object]>([
		['a webhook’s body', {}, { ...WEBHOOK, body: ADA }, ADA],
		['JSON', engine.json('={{ $json.a }}'), { a: ADA }, ADA],
		['fields by hand, with their types', MAPPED, { years: '36' }, { ...ADA, ok: true }],
	])('%s', async (_what, parameters, item, row) => {
		const ran = await predict([item], parameters);
		expect(sent()).toEqual([[row]]);
		const fields = 'body' in item ? {} : item;
		expect(jsonOf(ran)).toEqual([{ ...fields, ...row, prediction: YES }]);
		expect(JSON.stringify(jsonOf(ran))).not.toContain('secret');
	});

	test.each([
		["'Fields' has two fields of the same name", [field('a', '1'), field('a', '2')]],
		["'Fields' has no value for this item", []],
		["'age' expects a number but we got 'old'", [field('age', 'old', 'number')]],
	])('%s', async (message, assignments) => {
		const { error } = await predict([{}], byHand(...assignments));
		expect(error!.message).toBe(message);
		expect(requests()).toEqual([]);
	});
});

describe('what fails', () => {
	// prettier-ignore
	test.each<[string, Fault, number, RegExp?]>([
		['a cut', { kind: 'cut' }, 3, /^The connection to Akkio closed before it responded$/],
		['a 500', answering(replies.serverFault()), 3, /HTTP 500/],
		['a 429', answering(replies.tooMany(1)), 4],
		['a 422', INVALID, 1, /bad/],
		['a wrong count', TOO_FEW, 1, /^Akkio returned 1 prediction for 2 rows$/],
		['a 403', answering(replies.noPredictionsLeft()), 1, /^Akkio denied access/],
		['a page', answering(replies.gatewayPage(200)), 1, /^Unexpected response/],
	])('%s three times costs %j, in %d requests', async (...[, fault, tries, message]) => {
		fail(fault, 3);
		const { error, outputs } = await predict([ADA, BO]);
		expect(requests()).toHaveLength(tries);
		if (message) expect(error!.message).toMatch(message);
		else expect(outputs[0]).toHaveLength(2);
	});

	const NEAR = /^No row was sent\. Did you mean 'Adults'\?/;
	test.each<[object, string, RegExp?]>([
		[byId('nope'), "Akkio has no model with the ID 'nope'"],
		[byName('Adult'), "Akkio has no model named 'Adult'", NEAR],
		[byId(' '), "'Model' is empty"],
	])('the model %j: %s', async (model, message, description = /./) => {
		addModel();
		const { error } = await predict([ADA], { model });
		expect(error!.message).toBe(message);
		expect(error!.description).toMatch(description);
	});

	test('continuing, a row without a prediction says why, and a hint counts', async () => {
		fail(TOO_FEW);
		const ran = await predict([ADA, BO, BO, {}], { options: { batchSize: 2 } }, CONTINUE);
		const failed = 'Akkio returned 1 prediction for 2 rows';
		const errors = [failed, failed, undefined, 'Row 4 has no fields'];
		expect(jsonOf(ran).map(({ error }) => error)).toEqual(errors);
		expect(predictionsOf(ran)).toEqual([undefined, undefined, NO, undefined]);
		expect(ran.hints[0]).toBe('1 row predicted in 2 requests. 3 rows without a prediction');
	});

	test('on the error output, with all there is to know under error; a field called error is no failure', async () => {
		fail(INVALID);
		const failed = await predict([ADA], {}, ERROR_OUTPUT);
		const error = { ...ADA, message: expect.stringMatching(/bad/) as string };
		expect(failed.outputs).toMatchObject([[], [{ json: { error } }]]);
		const item = { ...ADA, error: 'none' };
		const { outputs } = await predict([item], {}, ERROR_OUTPUT);
		expect(outputs).toMatchObject([[{ json: { ...item, prediction: YES } }], []]);
	});

	test('the timeout of Request Options is kept, and Stop ends it at once', async () => {
		fail({ kind: 'hang' }, 4);
		const { error } = await predict([ADA], { requestOptions: { timeout: 50 } });
		expect(error!.message).toBe('Akkio did not respond in time');
		const { onStart, stop } = engine.stopButton();
		const { length } = sent();
		const running = predict([ADA, BO], { options: { batchSize: 1 } }, { onStart });
		while (sent().length === length) await drain();
		stop();
		await running;
		expect(sent()).toHaveLength(length + 1);
	});

	test('in stop mode a row that cannot be sent keeps all from being sent', async () => {
		const { error } = await predict([ADA, {}, {}]);
		expect(error!.message).toBe('Row 2 has no fields');
		expect(error!.description).toMatch(/^No row was sent\. Also cannot be sent: Row 3\./);
		expect(requests()).toEqual([]);
	});

	test('a body that is too large is halved, and each row has its own prediction', async () => {
		fail(answering(replies.tooLarge()));
		expect(predictionsOf(await predict([ADA, BO, ADA, BO]))).toEqual([YES, NO, YES, NO]);
		expect(sent().map((rows) => rows.length)).toEqual([4, 2, 2]);
	});

	test('continuing, a row that Akkio rejects is searched by halves', async () => {
		fail(INVALID, 3);
		const ran = await predict([ADA, BO, ADA, BO], {}, CONTINUE);
		expect(sent().map((rows) => rows.length)).toEqual([4, 2, 1, 1, 2]);
		expect(predictionsOf(ran)).toEqual([undefined, NO, YES, NO]);
	});
});

test.each(engine.TOOLS)(
	"as an agent's tool %s predicts JSON, not the agent's own item",
	async (type) => {
		const rows = engine.json([ADA, BO]);
		expect(predictionsOf(await predict([{ query: 'x' }], rows, { type }))).toEqual([YES, NO]);
		const { error } = await predict([ADA], {}, { type });
		expect(error!.description).toContain('Map Each Field Manually');
	},
);
