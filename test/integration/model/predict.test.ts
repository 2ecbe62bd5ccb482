import * as replies from '../../support/akkio/replies.mts';
import { byId, byName } from '../../support/engine/standIn';
import { jsonOf } from '../dataset/operate';
import { NO, useModels, YES } from './model';

const { akkio, addModel, predict, requests } = useModels();

const ADA = { name: 'Ada', age: 36 };
const BO = { name: 'Bo', age: 7 };
/** What was sent to predict. */
const sent = () =>
	akkio()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ body }) => (body as { data: object[] }).data);

describe('what comes out', () => {
	test('each item comes out with its prediction, in order, in one request', async () => {
		const { outputs, hints } = await predict(addModel(), [ADA, BO]);
		expect(outputs[0]).toEqual([
			{ json: { ...ADA, prediction: YES }, pairedItem: { item: 0 } },
			{ json: { ...BO, prediction: NO }, pairedItem: { item: 1 } },
		]);
		expect(hints).toEqual(['2 rows predicted in 1 request']);
		expect(requests()).toHaveLength(1);
	});

	test('factors and no input fields, where the user chose so', async () => {
		const options = { includeFactors: true, includeInputFields: false };
		const ran = await predict(addModel(), [ADA], { options });
		expect(jsonOf(ran)).toEqual([{ prediction: YES, factors: { name: 0.25, age: 0.75 } }]);
	});

	test('an input field named like the target keeps its value', async () => {
		const ran = await predict(addModel(), [{ ...ADA, adult: 0 }]);
		expect(jsonOf(ran)).toEqual([{ ...ADA, adult: 0, prediction: YES }]);
	});

	test('columns of the model that no row has are named', async () => {
		const { hints } = await predict(addModel(), [{ age: 36, note: 'x' }]);
		expect(hints[1]).toBe(
			'Predicted without these columns of the model: name. Check the spelling of the fields',
		);
	});

	test.each<[string, Record<string, Record<string, number>>, object]>([
		[
			'two targets',
			{ a: { x: 1 }, b: { y: 0.6, z: 0.4 } },
			{
				...{ target: 'a', value: 'x', probability: 1, probabilities: { x: 1 } },
				others: [{ target: 'b', value: 'y', probability: 0.6, probabilities: { y: 0.6, z: 0.4 } }],
			},
		],
		[
			'names with " is " in them',
			{ 'this is it': { 'x is y': 1 } },
			{
				...{
					target: 'this is it',
					value: 'x is y',
					probability: 1,
					probabilities: { 'x is y': 1 },
				},
			},
		],
	])('%s', async (_what, estimate, prediction) => {
		const id = addModel({ estimate: () => estimate, predictFields: Object.keys(estimate) });
		expect(jsonOf(await predict(id, [ADA]))).toEqual([{ ...ADA, prediction }]);
	});
});

describe('numbers, whose form is not known', () => {
	const number = { estimate: () => ({ price: 7.5 }), predictFields: ['price'] };
	const api = { ...number, api: true };

	test.each([
		['a field that was not sent', number, ADA, { target: 'price', value: 7.5 }],
		[
			'named by the list, where it was sent',
			api,
			{ ...ADA, price: 1 },
			{ target: 'price', value: 7.5 },
		],
		['not named, where it was sent', number, { ...ADA, price: 1 }, { raw: { ...ADA, price: 7.5 } }],
	])('%s', async (_what, model, row, prediction) => {
		expect(jsonOf(await predict(addModel(model), [row]))).toEqual([{ ...row, prediction }]);
	});

	test('By Name the list is read once, and names the target, too', async () => {
		addModel(api);
		const items = [{ ...ADA, price: 1 }];
		const ran = await predict('', items, { model: byName(' Adults') });
		expect(jsonOf(ran)[0]!.prediction).toEqual({ target: 'price', value: 7.5 });
		expect(requests()).toEqual(['GET', expect.stringMatching(/^POST/)]);
	});
});

describe('how items become rows', () => {
	const WEBHOOK = { headers: { host: 'x', cookie: 'secret' }, params: {}, query: {} };

	test.each([
		['a webhook’s body', {}, { ...WEBHOOK, body: ADA }, ADA],
		['a form without its own fields', {}, { ...ADA, submittedAt: 'x', formMode: 'test' }, ADA],
		['JSON', { dataMode: 'json', jsonRows: '={{ $json.a }}' }, { a: ADA }, ADA],
		[
			'fields by hand, with their types',
			{
				dataMode: 'defineBelow',
				fields: {
					assignments: [
						{ name: 'age', value: '={{ $json.years }}', type: 'number' },
						{ name: 'name', value: 'Ada', type: 'string' },
						{ name: 'ok', value: 'true', type: 'boolean' },
					],
				},
			},
			{ years: '36' },
			{ age: 36, name: 'Ada', ok: true },
		],
	])('%s', async (_what, parameters, item, row) => {
		const ran = await predict(addModel(), [item], parameters);
		expect(sent()).toEqual([[row]]);
		expect(jsonOf(ran)[0]!.prediction).toEqual(YES);
		expect(JSON.stringify(jsonOf(ran))).not.toContain('secret');
	});

	test('a list of rows becomes an item each, paired with theirs', async () => {
		const ran = await predict(addModel(), [{ a: 1 }, { a: 2 }], {
			...{ dataMode: 'json', jsonRows: [ADA, BO] },
		});
		expect(ran.outputs[0]!.map(({ json, pairedItem }) => [json.a, json.name, pairedItem])).toEqual([
			[1, 'Ada', { item: 0 }],
			[1, 'Bo', { item: 0 }],
			[2, 'Ada', { item: 1 }],
			[2, 'Bo', { item: 1 }],
		]);
	});

	test.each([
		[
			"'Fields' has two fields of the same name",
			[
				['a', '1', 'string'],
				['a', '2', 'string'],
			],
		],
		["'Fields' has no value for this item", []],
		["'age' expects a number but we got 'old'", [['age', 'old', 'number']]],
	])('%s', async (message, given) => {
		const assignments = given.map(([name, value, type]) => ({ name, value, type }));
		const parameters = { dataMode: 'defineBelow', fields: { assignments } };
		const { error } = await predict(addModel(), [{}], parameters as never);
		expect(error!.message).toBe(message);
		expect(requests()).toEqual([]);
	});
});

describe('what fails', () => {
	const refused = {
		kind: 'answer',
		reply: replies.invalid({ loc: ['body', 'x'], msg: 'bad', type: 't' }),
	} as const;

	test.each([
		['cut', { kind: 'cut' }, 3, 'The connection to Akkio closed before it responded'],
		['500', { kind: 'answer', reply: replies.serverFault() }, 3, /HTTP 500/],
		['429', { kind: 'answer', reply: replies.tooMany(1) }, 4, undefined],
		['422', refused, 1, /bad/],
		[
			'wrong count',
			{ kind: 'change', change: replies.fewerPredictions },
			1,
			'Akkio returned 1 prediction for 2 rows',
		],
		['403', { kind: 'answer', reply: replies.noPredictionsLeft() }, 1, /^Akkio denied access/],
		['no JSON', { kind: 'answer', reply: replies.gatewayPage(200) }, 1, /^Unexpected response/],
	] as const)('%s: tries and words', async (_what, fault, tries, message) => {
		akkio().faults.next({ on: 'predict', times: 3, fault });
		const { error, outputs } = await predict(addModel(), [ADA, BO]);
		expect(requests()).toHaveLength(tries);
		if (message === undefined) expect(outputs[0]).toHaveLength(2);
		else expect(error!.message).toMatch(message);
	});

	test('an unknown model is said, by ID and by name', async () => {
		addModel();
		const { error } = await predict('nope', [ADA]);
		expect(error!.message).toBe("Akkio has no model with the ID 'nope'");
		const named = await predict('', [ADA], { model: byName('Adult') });
		expect(named.error).toMatchObject({
			message: "Akkio has no model named 'Adult'",
			description: expect.stringMatching(/^No row was sent\. Did you mean 'Adults'\?/),
		});
		const empty = await predict('', [ADA], { model: byId(' ') });
		expect(empty.error!.message).toBe("'Model' is empty");
	});

	test('in continue mode a failed batch leaves the others their predictions, each its own', async () => {
		const fault = { kind: 'change', change: replies.fewerPredictions } as const;
		akkio().faults.next({ on: 'predict', fault });
		const items = [ADA, BO, BO, {}];
		const { outputs, hints } = await predict(
			addModel(),
			items,
			{ options: { batchSize: 2 } },
			{
				settings: { onError: 'continueRegularOutput' },
			},
		);
		const error = 'Akkio returned 1 prediction for 2 rows';
		expect(outputs[0]!.map(({ json }) => json)).toEqual([
			{ ...ADA, error, description: expect.any(String) },
			{ ...BO, error, description: expect.any(String) },
			{ ...BO, prediction: NO },
			{ error: 'Row 4 has no fields', description: expect.any(String) },
		]);
		expect(hints[0]).toBe('1 row predicted in 2 requests. 3 rows without a prediction');
	});

	test('on the error output, with all there is to know under error', async () => {
		akkio().faults.next({ on: 'predict', fault: refused });
		const { outputs } = await predict(
			addModel(),
			[ADA],
			{},
			{
				settings: { onError: 'continueErrorOutput' },
			},
		);
		expect(outputs[0]).toEqual([]);
		expect(outputs[1]![0]!.json.error).toMatchObject({
			...ADA,
			message: expect.stringMatching(/bad/),
		});
	});

	test('an incoming field called error is no failure', async () => {
		const item = { ...ADA, error: 'none' };
		const more = { settings: { onError: 'continueErrorOutput' } } as const;
		const { outputs } = await predict(addModel(), [item], {}, more);
		expect(outputs).toEqual([
			[{ json: { ...item, prediction: YES }, pairedItem: { item: 0 } }],
			[],
		]);
	});

	test('in stop mode a row that cannot be sent keeps all from being sent', async () => {
		const { error } = await predict(addModel(), [ADA, {}, {}]);
		expect(error).toMatchObject({
			message: 'Row 2 has no fields',
			description: expect.stringMatching(/^No row was sent\. Also cannot be sent: Row 3\./),
		});
		expect(requests()).toEqual([]);
	});

	test('a row that Akkio rejects costs the others nothing, where the user continues', async () => {
		for (let time = 0; time < 3; time++) akkio().faults.next({ on: 'predict', fault: refused });
		const continuing = { settings: { onError: 'continueRegularOutput' } } as const;
		const ran = await predict(addModel(), [ADA, BO, ADA, BO], {}, continuing);
		expect(sent().map((rows) => rows.length)).toEqual([4, 2, 1, 1, 2]);
		expect(jsonOf(ran).map(({ prediction }) => prediction)).toEqual([undefined, NO, YES, NO]);
	});

	test('a body that is too large is cut in half', async () => {
		akkio().faults.next({ on: 'predict', fault: { kind: 'answer', reply: replies.tooLarge() } });
		const ran = await predict(addModel(), [ADA, BO, ADA, BO]);
		expect(jsonOf(ran).map(({ prediction }) => prediction)).toEqual([YES, NO, YES, NO]);
		expect(sent().map((rows) => rows.length)).toEqual([4, 2, 2]);
	});
});

describe('as a tool', () => {
	test.each(['akkioTool', 'akkioByRoutingTool'] as const)('%s predicts JSON', async (type) => {
		const parameters = { dataMode: 'json', jsonRows: [ADA, BO] };
		const ran = await predict(addModel(), [{ query: 'x' }], parameters, { type });
		expect(jsonOf(ran)).toEqual([
			{ ...ADA, prediction: YES },
			{ ...BO, prediction: NO },
		]);
	});

	test("refuses to map the agent's own item", async () => {
		const { error } = await predict(addModel(), [ADA], {}, { type: 'akkioTool' });
		expect(error!.description).toContain('Map Each Field Manually');
	});
});
