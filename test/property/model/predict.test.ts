import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../support/akkio/faults.mts';
import * as replies from '../../support/akkio/replies.mts';
import { useModels } from '../../integration/model/model';
import { settings } from '../expressions/settings.mts';

const { akkio, addModel, predict } = useModels();

const answer = (reply: replies.Reply): Fault => ({ kind: 'answer', reply });
const faults = fc.constantFrom<Fault>(
	...([{ kind: 'cut' }, { kind: 'writeThenCut' }, { kind: 'cutInBody' }] as const),
	{ kind: 'change', change: replies.fewerPredictions },
	...[replies.serverFault(), replies.tooMany(1), replies.tooLarge(), replies.requestTimeout()].map(
		answer,
	),
	...[replies.gatewayPage(200), replies.gatewayPage(503, 1), replies.noPredictionsLeft()].map(
		answer,
	),
	answer(replies.invalid({ loc: ['body', 'data'], msg: 'bad', type: 'value_error' })),
);

/** Each item is a row, a list of rows, or nothing that can be sent; `n` counts the rows. */
const items = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 4 }), fc.constant(0)), {
	minLength: 1,
	maxLength: 12,
});

interface Output {
	n?: number;
	error?: string | object;
	prediction?: { value: string };
}

test(
	'whatever fails, each row comes out once, in order, with its own prediction or the reason for none',
	async () => {
		await fc.assert(
			fc.asyncProperty(
				items,
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.option(faults, { freq: 2 }), { maxLength: 12 }),
				fc.constantFrom('continueRegularOutput', 'continueErrorOutput'),
				async (counts, batchSize, planned, onError) => {
					// Its answer tells which row it is for.
					const id = addModel({
						predictFields: ['mark'],
						estimate: ({ n }) => ({ mark: { [`of ${String(n)}`]: 1 } }),
					});
					akkio().faults.clear();
					for (const fault of planned) {
						const none = { kind: 'change', change: (reply: replies.Reply) => reply } as const;
						akkio().faults.next({ on: 'predict', fault: fault ?? none });
					}
					let n = 0;
					const rows = counts.map((count) => Array.from({ length: count }, () => ({ n: n++ })));
					const jsons: IDataObject[] = rows.map((own) =>
						own.length === 1 ? own[0]! : { rows: own },
					);
					const parameters = {
						...{ dataMode: 'json', options: { batchSize } },
						jsonRows: '={{ $json.rows ?? $json }}',
					};
					const ran = await predict(id, jsons, parameters, { settings: { onError } });

					expect(ran.error?.message).toBeUndefined();
					const entries = ran.outputs.flatMap((output) =>
						(output ?? []).map(({ json, pairedItem }) => ({
							item: (pairedItem as { item: number }).item,
							json: json as Output,
						})),
					);
					const expected = counts.map((count) => Math.max(count, 1));
					expect(entries.map(({ item }) => item).sort((a, b) => a - b)).toEqual(
						expected.flatMap((count, item) => Array<number>(count).fill(item)),
					);
					for (const { json } of entries) {
						if (json.prediction) expect(json.prediction.value).toBe(`of ${json.n}`);
						else expect(json.error).toBeTruthy();
					}
					const seen = entries.flatMap(({ json: { n: own, error } }) => {
						const failed = error as { n?: number } | undefined;
						return own ?? failed?.n ?? [];
					});
					expect(new Set(seen).size).toBe(seen.length);
				},
			),
			settings,
		);
	},
	60_000 + 1000 * settings.numRuns,
);
