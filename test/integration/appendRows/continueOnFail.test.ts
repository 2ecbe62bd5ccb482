import * as replies from '../../support/akkio/replies.mts';
import { byId, people, useStandIn } from '../../support/engine/standIn';

const { akkio, append, appends, create, rowsOf } = useStandIn();
const settings = { onError: 'continueRegularOutput' } as const;

test('rows that Akkio rejected together are not called unsent once the requests to find the bad one are spent', async () => {
	const id = create();
	const reply = replies.invalid({ loc: ['body', 'rows'], msg: 'bad cell', type: 'value' });
	akkio().faults.next({ on: 'append', times: 100, fault: { kind: 'answer', reply } });
	const { outputs } = await append(byId(id), people(100), { settings });

	expect(appends()).toHaveLength(21);
	for (const { json } of outputs[0]!) {
		expect(json).toMatchObject({
			outcome: 'notAppended',
			error: 'Akkio rejected the data: rows: bad cell',
			request: expect.any(Number),
		});
	}
});

test('the hint does not advise Retry: n8n offers it for failed executions only', async () => {
	const id = create();
	const { hints } = await append(byId(id), [{ a: 1 }, {}], { settings });
	expect(rowsOf(id)).toEqual([{ a: 1 }]);
	expect(hints[0]).toBe(
		"Appended 1 row to 'Leads'. 1 row not appended. Do not re-run the workflow: it would append every row again.",
	);
});
