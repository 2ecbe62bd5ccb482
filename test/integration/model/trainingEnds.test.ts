import { byId } from '../../support/engine/standIn';
import { jsonOf } from '../dataset/operate';
import { useModels } from './model';

const ROWS = Array.from({ length: 20 }, (_, age) => ({ age, adult: age < 10 ? 'no' : 'yes' }));

describe.each([
	['FAILED', /^Akkio could not train the model: Training failed/, /still be parsing/],
	['UNKNOWN_TIMEOUT', /UNKNOWN_TIMEOUT/, /'Get Training Status' with the task ID \w{20}/],
] as const)('a training that ends %s', (trainingEnds, message, description) => {
	const { akkio, create, operate } = useModels({ trainingEnds });
	const train = async (more = {}) => {
		const dataset = byId(create());
		akkio().datasets.append(dataset.value, ROWS);
		return await operate({ operation: 'train', dataset, predictFields: ['adult'], ...more });
	};

	test('fails the item, in words', async () => {
		const { error } = await train();
		expect(error).toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(description),
		});
	});

	test('is a status like others for who asks', async () => {
		const [json] = jsonOf(await train({ waitForCompletion: false }));
		const asked = await operate({ operation: 'getTrainingStatus', taskId: String(json!.taskId) });
		expect(jsonOf(asked)).toEqual([{ ...json, status: trainingEnds, metadata: expect.anything() }]);
	});
});
