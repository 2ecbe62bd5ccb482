import * as fc from 'fast-check';

import { name } from './arbitrary';

/** n8n takes a parameter that begins so for an expression. */
const isNoExpression = (text: string) => !text.startsWith('=');

/** How the dataset is before the run, and what the user chose. */
export interface Setting {
	/** Of a dataset that has columns. */
	columns?: Array<{ name: string; type: 'number' | 'string' }>;
	extraFields: 'refuse' | 'leaveOut' | 'send';
	nestedValues: 'json' | 'flatten' | 'refuse';
	leaveOut: string[];
	rowsPerRequest: number;
	goesOn: boolean;
}

export const setting: fc.Arbitrary<Setting> = fc.record({
	columns: fc.option(
		fc.uniqueArray(
			fc.record({
				name,
				type: fc.constantFrom<Array<'string' | 'number'>>('string', 'string', 'number'),
			}),
			{ minLength: 1, maxLength: 8, selector: (column) => column.name.trim() },
		),
		{ nil: undefined, freq: 2 },
	),
	extraFields: fc.constantFrom<Setting['extraFields'][]>('refuse', 'leaveOut', 'send'),
	nestedValues: fc.constantFrom<Setting['nestedValues'][]>('json', 'json', 'flatten', 'refuse'),
	leaveOut: fc.array(name.filter(isNoExpression), { maxLength: 2 }),
	rowsPerRequest: fc.constantFrom(1, 2, 1000, 1000),
	goesOn: fc.boolean(),
});
