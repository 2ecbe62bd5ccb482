import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { jsonValue, objectOf } from './arbitrary';
import { useCheck } from './check';
import { holds } from './model';
import { NAMES } from './oddities';
import { item, parsed, rowsOrAnything, sampleOf, unguarded, type Sample } from './samples';
import { setting, type Setting } from './setting';
import { settings } from './settings.mts';

const check = useCheck();

/** Checks samples as `way` reads them, and that a good part of them arrives and another is refused. */
async function checkAny<T>(
	samples: fc.Arbitrary<T>,
	way: (sample: T) => { samples: Sample[]; parameters: IDataObject },
) {
	const seen = { stopped: 0, arrived: 0 };
	const property = fc.asyncProperty(samples, setting, async (sample: T, chosen: Setting) => {
		const { samples, parameters } = way(sample);
		const { stopped, arrived } = await check(samples, chosen, parameters);
		if (stopped) seen.stopped++;
		if (arrived > 0) seen.arrived++;
	});
	await fc.assert(property, settings);
	expect(seen.stopped).toBeGreaterThan(settings.numRuns / 10);
	expect(seen.arrived).toBeGreaterThan(settings.numRuns / 10);
}

const TIMEOUT = 60_000 + 1000 * settings.numRuns;
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });

test(
	'mapped automatically, any items arrive by the rules, or are named',
	async () => await checkAny(few(item), (samples) => ({ samples, parameters: {} })),
	TIMEOUT,
);

test(
	'read as they are, the same items are rows from top to bottom',
	async () =>
		await checkAny(few(item), (samples) => ({
			samples: samples.map(({ json }) => ({ json, rows: [json] })),
			parameters: { options: { readAsIs: true } },
		})),
	TIMEOUT,
);

test(
	'mapped by hand, whatever the expressions give arrives by the rules, or is named',
	async () => {
		const columns = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 });
		const mapped = columns.chain((names) => {
			const fields = fc.constantFrom(...names.map(sourceOf));
			return fc.tuple(fc.constant(names), few(objectOf(fields, jsonValue(unguarded))));
		});
		await checkAny(mapped, ([names, items]) => ({
			samples: items.map((json) => {
				const mapped = names.filter((name) => Object.hasOwn(json, sourceOf(name)));
				const row = Object.fromEntries(mapped.map((name) => [name, json[sourceOf(name)]]));
				const isEmpty = Object.values(row).every((value) => value === null);
				const rows = isEmpty ? { complaint: "'Columns' has no value for this item" } : [row];
				return { json: json as IDataObject, rows };
			}),
			parameters: {
				rowsFrom: 'columns',
				columns: {
					mappingMode: 'defineBelow',
					value: Object.fromEntries(
						names.map((name) => [name, `={{ $json[${literal(sourceOf(name))}] }}`]),
					),
				},
			},
		}));
	},
	TIMEOUT,
);

/** Where an item has no such field, `$json.toString` is JavaScript's own. */
const sourceOf = (name: string) => (name in {} ? 'name' : name);

/** As JavaScript, without what ends an expression or its line. */
const literal = (name: string) =>
	JSON.stringify(name).replaceAll('}', '\\u007d').replaceAll('\u2028', '\\u2028');

test(
	"as JSON, an expression's object or list arrives by the rules, or is named",
	async () =>
		await checkAny(few(rowsOrAnything), (given) => ({
			samples: given.map((rows) => sampleOf(rows, { rows } as IDataObject)),
			parameters: { rowsFrom: 'json', rowsJson: '={{ $json.rows }}' },
		})),
	TIMEOUT,
);

test(
	'as JSON, typed text arrives by the rules once an item, or is named',
	async () =>
		await checkAny(fc.tuple(rowsOrAnything, fc.nat(2), fc.nat(2)), ([given, more, indent]) => {
			const text = JSON.stringify(given, null, indent);
			const sample = holds(given, isLong)
				? { json: {}, rows: { complaint: "'Rows' holds a number too long to be exact" } }
				: parsed(given, {});
			return {
				samples: Array.from({ length: 1 + more }, () => sample),
				parameters: { rowsFrom: 'json', rowsJson: text },
			};
		}),
	TIMEOUT,
);

/** Whether digits of it are lost. Larger ones are written with an exponent. */
const isLong = (value: unknown) =>
	Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value as number) < 1e21;
