import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { AkkioType } from '../../support/engine/nodeTypes';
import { settings } from '../expressions/settings.mts';
import { NAMES, objectOf, scalar, setting, unguarded, type Setting } from './arbitrary';
import { toSample, useCheck, type Way } from './check';
import { item, parsed, rowsOrAnything, sampleOf, type Sample } from './items';

const check = useCheck();

/** n8n's ways to run the node: all items at once, or one by one, as a node or as an agent's tool. */
const TYPES = ['akkio', 'akkioByRouting', 'akkioTool', 'akkioByRoutingTool'] as const;

/** In RoutingNode each item is a run of its own, and n8n stops none for another. */
const oneByOne = (chosen: Setting): Setting => ({
	...chosen,
	onError: 'continueRegularOutput',
	columns: chosen.columns ?? [{ name: 'name', type: 'string' }],
});

/** Checks samples as `way` reads them, and that a good part of them arrives and another is refused. */
async function checkAny<T>(
	samples: fc.Arbitrary<T>,
	way: (sample: T) => Way,
	types: readonly AkkioType[] = ['akkio'],
) {
	const seen = { invalid: 0, arrived: 0 };
	const property = fc.asyncProperty(
		...([samples, setting, fc.constantFrom(...types)] as const),
		async (sample, chosen, type) => {
			const limited = type.includes('Routing') ? oneByOne(chosen) : chosen;
			const { isInvalid, arrived } = await check({ ...way(sample), type }, limited);
			if (isInvalid) seen.invalid++;
			if (arrived > 0) seen.arrived++;
		},
	);
	await fc.assert(property, settings);
	expect(seen.invalid).toBeGreaterThan(settings.numRuns / 20);
	expect(seen.arrived).toBeGreaterThan(settings.numRuns / 20);
}

const TIMEOUT = 60_000 + 1000 * settings.numRuns;
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });

const automatically = (samples: Sample[]): Way => ({ samples, parameters: {} });

test(
	'mapped automatically, any items arrive by the rules, or are named',
	async () => await checkAny(few(item), automatically, ['akkio', 'akkioByRouting']),
	TIMEOUT,
);

test(
	'as raw items, the same items are rows from top to bottom',
	async () =>
		await checkAny(few(item), (samples) => ({
			samples: samples.map(({ json }) => ({ json, rows: [json] })),
			parameters: { options: { rawItems: true } },
		})),
	TIMEOUT,
);

test(
	'what comes out is read from its rows: appended, failed, of a dry run, of the error output',
	async () => {
		const property = fc.asyncProperty(few(item), setting, setting, async (samples, first, then) => {
			const { outputs } = await check(automatically(samples), first);
			if (outputs.length > 0) await check(automatically(outputs.map(toSample)), then);
		});
		await fc.assert(property, settings);
	},
	TIMEOUT,
);

/** Columns by hand, whose expressions read fields of the items. */
const mapped = fc
	.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 })
	.chain((names) => {
		const fields = fc.constantFrom(...names.map(sourceOf));
		return fc.tuple(fc.constant(names), few(objectOf(fields, unguarded.value)));
	});

/** Where an item has no such field, `$json.toString` is JavaScript's own. */
const sourceOf = (name: string) => (name in {} ? 'name' : name);

/** As JavaScript, without what ends an expression or its line. */
const literal = (name: string) =>
	JSON.stringify(name).replaceAll('}', '\\u007d').replaceAll('\u2028', '\\u2028');

function manually([names, items]: [string[], Array<Record<string, unknown>>]): Way {
	const value = names.map((name) => [name, `={{ $json[${literal(sourceOf(name))}] }}`]);
	return {
		samples: items.map((json) => {
			const present = names.filter((name) => Object.hasOwn(json, sourceOf(name)));
			const row = Object.fromEntries(present.map((name) => [name, json[sourceOf(name)]]));
			const isEmpty = Object.values(row).every((one) => one === null);
			const rows = isEmpty ? { reason: "'Values to Send' has no value for this item" } : [row];
			return { json: json as IDataObject, rows };
		}),
		parameters: {
			dataMode: 'defineBelow',
			columns: { mappingMode: 'defineBelow', value: Object.fromEntries(value) as object },
		},
	};
}

const asJson = (given: unknown[]): Way => ({
	samples: given.map((rows) => sampleOf(rows, { rows } as IDataObject)),
	parameters: { dataMode: 'json', jsonRows: '={{ $json.rows }}' },
});

test(
	'mapped by hand, whatever the expressions give arrives by the rules, or is named',
	async () => await checkAny(mapped, manually, TYPES),
	TIMEOUT,
);

test(
	"as JSON, an expression's object or list arrives by the rules, or is named",
	async () => await checkAny(few(rowsOrAnything), asJson, TYPES),
	TIMEOUT,
);

test(
	'as JSON, typed text arrives by the rules once an item, or is named',
	async () =>
		await checkAny(fc.tuple(rowsOrAnything, fc.nat(2), fc.nat(2)), ([given, more, indent]) => ({
			samples: Array.from({ length: 1 + more }, () => parsed(given, {})),
			parameters: { dataMode: 'json', jsonRows: JSON.stringify(given, null, indent) },
		})),
	TIMEOUT,
);

test(
	'as JSON, a value inside quotes arrives as text, whatever is in it',
	async () =>
		await checkAny(few(objectOf(fc.constantFrom('a', 'b'), scalar)), (items) => ({
			samples: items.map((json) => {
				const text = String(json.a ?? '');
				const isCell = text !== 'Invalid DateTime' && !/[\0\p{Cs}]/u.test(text);
				const rows = isCell ? [{ a: `<${text}>`, b: 1 }] : { reason: "'Rows' has" };
				return { json: json as IDataObject, rows, isList: isCell };
			}),
			parameters: { dataMode: 'json', jsonRows: '=[{ "a": "<{{ $json.a }}>", "b": 1 }]' },
		})),
	TIMEOUT,
);
