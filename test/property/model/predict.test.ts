import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { useOperations } from '../../integration/operations';
import type { Fault } from '../../support/akkio/faults.mts';
import * as replies from '../../support/akkio/replies.mts';
import type { AkkioType } from '../../support/engine/nodeTypes';
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

type Item = { n: number } | { rows: Array<{ n: number }> };
/** Ways to map items, and how the item looks of which these rows are made. */
const WAYS: Record<string, { parameters: object; toItem(item: Item): object; isSingle?: true }> = {
	autoMapInputData: {
		parameters: {},
		// Several rows are the body of a webhook.
		toItem: (item) =>
			'n' in item ? item : { headers: { host: 'x' }, params: {}, query: {}, body: item.rows },
	},
	defineBelow: {
		parameters: {
			fields: { assignments: [{ id: '1', name: 'n', value: '={{ $json.n }}', type: 'number' }] },
		},
		toItem: (item) => item,
		isSingle: true,
	},
	json: { parameters: { jsonRows: '={{ $json.rows ?? $json }}' }, toItem: (item) => item },
};
const ways = fc.constantFrom(...Object.keys(WAYS));
const types = fc.constantFrom<AkkioType>('akkio', 'akkioByRouting');

interface Output {
	n?: number;
	error?: string | { n?: number };
	prediction?: { value: string };
}

const property = fc.asyncProperty(
	fc.record({
		dataMode: ways,
		type: types,
		onError: onErrors,
		batchSize: fc.integer({ min: 1, max: 8 }),
	}),
	counts,
	fc.array(faults, { maxLength: 12 }),
	async ({ dataMode, type, onError, batchSize }, given, planned) => {
		const { parameters, toItem, isSingle } = WAYS[dataMode]!;
		const counts = isSingle ? given.map((count) => Math.min(count, 1)) : given;
		// Its answer tells which row it is for.
		const estimate = ({ n }: { n?: unknown }) => ({ mark: { [`of ${String(n)}`]: 1 } });
		const model = byId(addModel({ predictFields: ['mark'], estimate }));
		akkio().faults.clear();
		for (const fault of planned) akkio().faults.next({ on: 'predict', fault });
		let n = 0;
		const items = counts.map((count) => {
			const rows = Array.from({ length: count }, () => ({ n: n++ }));
			return toItem(count === 1 ? rows[0]! : { rows });
		});
		const ran = await operate(
			{
				...{ resource: 'model', operation: 'predict', model, options: { batchSize } },
				...{ dataMode, ...parameters },
			},
			{ items: items as IDataObject[], type, settings: { onError } },
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
