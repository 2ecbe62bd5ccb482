import { searchModels } from '../../../nodes/Akkio/methods/listSearch';
import { byId, byName } from '../../support/engine/standIn';
import { jsonOf } from '../dataset/operate';
import { useModels } from './model';

const { akkio, addModel, operate, requests } = useModels();

/** Three models, two of one name, in no order. */
function addModels() {
	const dates = ['2024-05-01', '2026-01-31', '2023-12-24'];
	return dates.map((date, n) =>
		addModel({
			name: n === 1 ? 'Churn' : 'Leads',
			createdAt: `${date} 16:57:22.040000+00:00`,
			api: n === 1,
		}),
	);
}

describe('Get Many', () => {
	const getMany = async (parameters = {}) =>
		jsonOf(await operate({ operation: 'getAll', returnAll: false, ...parameters }));

	test("gives Akkio's fields as they are, newest first", async () => {
		const [a, b, c] = addModels();
		expect(await getMany()).toEqual([
			expect.objectContaining({ id: b, name: 'Churn', predict_fields: ['adult'], api: true }),
			{ id: a, name: 'Leads', created_at: '2024-05-01 16:57:22.040000+00:00' },
			{ id: c, name: 'Leads', created_at: '2023-12-24 16:57:22.040000+00:00' },
		]);
	});

	test.each([
		[{ limit: 1 }, 1],
		[{ limit: 1, options: { nameContains: ' LEAD' } }, 1],
		[{ returnAll: true, limit: 1, options: { nameContains: 'lead' } }, 2],
		[{ options: { nameContains: 'x' } }, 0],
	])('%j gives %d', async (parameters, count) => {
		addModels();
		expect(await getMany(parameters)).toHaveLength(count);
	});
});

describe('Delete', () => {
	const remove = async (model: object, more = {}) =>
		await operate({ operation: 'delete', model }, more);

	test('deletes each model once, by name and by ID', async () => {
		const id = addModel();
		const model = byName('={{ $json.model }}');
		const ran = await remove(model, { items: [{ model: 'Adults' }, { model: id }] });
		expect(jsonOf(ran)).toEqual([
			{ deleted: true, id },
			{ deleted: true, id, note: 'Already deleted for item 1 of this run' },
		]);
		expect(akkio().models.list()).toEqual([]);
		expect(requests().filter((one) => one !== 'GET')).toEqual([`DELETE ${id}`]);
	});

	test('an unknown model is said, and a lost answer with what may have happened', async () => {
		expect((await remove(byId('nope'))).error!.message).toBe(
			"Akkio has no model with the ID 'nope'",
		);
		akkio().faults.next({ on: 'deleteModel', fault: { kind: 'writeThenCut' } });
		const { error } = await remove(byId(addModel()));
		expect(error!.description).toMatch(/^The model may have been deleted\./);
	});
});

test('the list to choose from has dates, and IDs where names repeat', async () => {
	const [a, b, c] = addModels();
	const context = {
		getNode: () => ({ name: 'Akkio', type: 'akkio', credentials: { akkioApi: {} } }),
		getCredentials: async () => await Promise.resolve({ apiKey: 'x', baseUrl: akkio().baseUrl }),
		helpers: {
			httpRequestWithAuthentication: async () =>
				await Promise.resolve({
					...{ statusCode: 200, headers: {} },
					body: {
						status: 'success',
						models: akkio()
							.models.list()
							.map(({ id, name, createdAt }) => ({
								...{ id, name, created_at: createdAt },
							})),
					},
				}),
		},
	};
	const { results } = await searchModels.call(context as never);
	expect(results).toEqual([
		{ name: 'Churn (2026-01-31)', value: b },
		{ name: `Leads (2024-05-01, ${a})`, value: a },
		{ name: `Leads (2023-12-24, ${c})`, value: c },
	]);
	expect((await searchModels.call(context as never, ' CHURN ')).results).toHaveLength(1);
});
