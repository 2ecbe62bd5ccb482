import * as fc from 'fast-check';

import { useOperations } from '../../integration/operations';
import type { Fault } from '../../support/akkio/faults.mts';
import * as replies from '../../support/akkio/replies.mts';
import { answering, byId } from '../../support/engine/standIn';
import { settings } from '../expressions/settings.mts';

const { addModel, akkio, operate } = useOperations();

const none: Fault = { kind: 'change', change: (reply) => reply };
const faults = fc.constantFrom<Fault>(
	...[none, none, none, none, none],
	...([{ kind: 'cut' }, { kind: 'writeThenCut' }, { kind: 'cutInBody' }] as const),
	{ kind: 'change', change: replies.fewerPredictions },
	...[replies.serverFault(), replies.tooMany(1), replies.tooLarge(), replies.requestTimeout()]
		.concat(replies.gatewayPage(200), replies.gatewayPage(503, 1), replies.noPredictionsLeft())
		.concat(replies.invalid({ loc: ['body', 'data'], msg: 'bad', type: 'value_error' }))
		.map(answering),
);
/** How many rows each item has; a row is an object, several are a list, and none cannot be sent. */
const counts = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 });
const onErrors = fc.constantFrom('continueRegularOutput', 'continueErrorOutput');

interface Output {
	n?: number;
	error?: string | { n?: number };
	prediction?: { value: string };
}

const property = fc.asyncProperty(
	...[counts, fc.integer({ min: 1, max: 8 }), fc.array(faults, { maxLength: 12 }), onErrors],
	async (counts, batchSize, planned, onError) => {
		// Its answer tells which row it is for.
		const estimate = ({ n }: { n?: unknown }) => ({ mark: { [`of ${String(n)}`]: 1 } });
		const model = byId(addModel({ predictFields: ['mark'], estimate }));
		akkio().faults.clear();
		for (const fault of planned) akkio().faults.next({ on: 'predict', fault });
		let n = 0;
		const items = counts.map((count) => {
			const rows = Array.from({ length: count }, () => ({ n: n++ }));
			return count === 1 ? rows[0]! : { rows };
		});
		const ran = await operate(
			{
				...{ resource: 'model', operation: 'predict', model, options: { batchSize } },
				...{ dataMode: 'json', jsonRows: '={{ $json.rows ?? $json }}' },
			},
			{ items, settings: { onError } },
		);

		expect(ran.error?.message).toBeUndefined();
		const entries = ran.outputs.flat().map(({ json, pairedItem }) => {
			const { n: own, error, prediction } = json as Output;
			// A row on the error output stands under the error.
			const row = own ?? (typeof error === 'object' ? error.n : undefined);
			return { item: (pairedItem as { item: number }).item, row, error, prediction };
		});
		const expected = counts.flatMap((count, item) => Array<number>(count || 1).fill(item));
		expect(entries.map(({ item }) => item).sort((a, b) => a - b)).toEqual(expected);
		for (const { row, error, prediction } of entries) {
			if (prediction) expect(prediction.value).toBe(`of ${row}`);
			else expect(error).toBeTruthy();
		}
		const rows = entries.flatMap(({ row }) => row ?? []);
		expect(new Set(rows).size).toBe(rows.length);
	},
);

test(
	'whatever fails, each row comes out once, in order, with its own prediction or the reason for none',
	async () => await fc.assert(property, settings),
	60_000 + 1000 * settings.numRuns,
);
