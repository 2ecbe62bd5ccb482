import { byId, people, useStandIn } from '../../support/engine/standIn';

const { append, create, rowsOf } = useStandIn();

/** n8n 1 takes any `error` in the first item, null included, for a failure, and runs the node again. */
test.each(['akkio', 'akkioByRouting'] as const)(
	"%s: a successful item has no key 'error', so that Retry On Fail of n8n 1 does not send it again",
	async (type) => {
		const id = create();
		const { outputs } = await append(byId(id), people(2), { type });
		expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(['appended', 'appended']);
		for (const { json } of outputs[0]!) expect(json).not.toHaveProperty('error');
		expect(rowsOf(id)).toEqual(people(2));
	},
);

test('in a dry run a row that would be appended has none either', async () => {
	const { outputs } = await append(byId(create()), [{ a: 1 }, {}], {
		parameters: {
			operation: 'appendRows',
			dataset: byId(create('Other')),
			options: { dryRun: true },
		},
	});
	const [first, second] = outputs[0]!.map(({ json }) => json);
	expect(first).toMatchObject({ outcome: 'wouldAppend' });
	expect(first).not.toHaveProperty('error');
	expect(second).toMatchObject({ outcome: 'wouldFail', error: 'Row 2 has no fields' });
});
