import * as replies from '../../../../support/akkio/replies.mts';
import { akkio, credential, useNock } from '../../../../support/engine/nocked';
import { run } from '../../../../support/engine/run';

const posted = (body: object) => akkio().post('/v1/datasets', { ...body, api_key: 'demo' });
const create = (name: string, items = [{}], onError?: 'continueRegularOutput') =>
	run({ credential, items, settings: { onError }, parameters: { operation: 'create', name } });

useNock();

test('Create sends the name in the body and answers with id and name, without a look at others', async () => {
	posted({ name: 'Leads' }).reply(200, replies.created({ id: 'abc', name: 'Leads' }).body);
	const { outputs } = await create(' Leads ');
	const json = { id: 'abc', name: 'Leads', created: true };
	expect(outputs).toEqual([[{ json, pairedItem: { item: 0 } }]]);
});

test.each(['   ', '={{ $json.nothing }}'])(
	'an empty name never leaves the node: %j',
	async (name) => {
		const { error } = await create(name);
		expect(error!.message).toBe("'Name' is empty");
	},
);

test('a name that is no text never leaves the node', async () => {
	const { error } = await create('={{ { a: 1 } }}');
	expect(error!.message).toBe("'Name' is not a text");
});

test('a success without an id is not taken for one', async () => {
	posted({ name: 'Leads' }).reply(200, replies.success().body);
	const { error } = await create('Leads');
	expect(error!.message).toBe("The answer of akkio.test is not one of Akkio's");
	expect((error as { description?: string }).description).toMatch(
		/^The dataset may have been created\./,
	);
});

test('when the user goes on, a failed item comes out paired, and the others are created', async () => {
	posted({ name: 'A' }).reply(200, replies.created({ id: '1', name: 'A' }).body);
	posted({ name: 'B' }).reply(500, replies.serverFault().body);
	const items = [{ name: 'A' }, { name: '' }, { name: 'B' }] as never;
	const { outputs } = await create('={{ $json.name }}', items, 'continueRegularOutput');
	expect(outputs[0]).toEqual([
		{ json: { id: '1', name: 'A', created: true }, pairedItem: { item: 0 } },
		{
			json: { error: "'Name' is empty", details: { description: expect.any(String) } },
			pairedItem: { item: 1 },
		},
		{
			json: {
				error: 'Akkio could not answer (HTTP 500)',
				details: { description: expect.stringMatching(/^The dataset may have been created\./) },
			},
			pairedItem: { item: 2 },
		},
	]);
});
