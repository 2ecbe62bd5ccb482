import nock from 'nock';

import { run } from '../../../../engine/run';

const credential = { apiKey: ' demo\n', baseUrl: 'https://akkio.test/v1' };

test('Get asks with the id and the trimmed key in the query', async () => {
	nock('https://akkio.test').get('/v1/datasets').query({ id: 'abc', api_key: 'demo' }).reply(200, { status: 'success', name: 'Leads', rows: 2, fields: [] });
	const { outputs, error } = await run({ credential, parameters: { operation: 'get', dataset: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }, items: [{ id: 'abc' }] });
	expect(error).toBeUndefined();
	expect(outputs).toEqual([[{ json: { id: 'abc', name: 'Leads', rows: 2, fields: [] }, pairedItem: { item: 0 } }]]);
	expect(nock.pendingMocks()).toEqual([]);
});
