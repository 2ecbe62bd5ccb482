/** The rows that are sent: the same ones in every case, in every process. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Record<string, string | number | boolean | null>;
export type Data = 'flights' | 'generated';

const FLIGHTS = join(
	import.meta.dirname,
	'../../node_modules/vega-datasets/data/flights-200k.json',
);
const PLANS = ['free', 'team', 'business', null];
const DAY_MS = 86_400_000;

const SOURCES: Record<Data, { columns: string[]; rows(count: number): Row[] }> = {
	/** Real flights: three short numbers a row, 43 bytes. */
	flights: {
		columns: ['delay', 'distance', 'time'],
		rows: (count) => (JSON.parse(readFileSync(FLIGHTS, 'utf8')) as Row[]).slice(0, count),
	},
	/** Ten columns of every kind that JSON has, with nulls, 0, '' and letters beyond ASCII: 250 bytes. */
	generated: {
		columns: Object.keys(generated(0)),
		rows: (count) => Array.from({ length: count }, (_, index) => generated(index)),
	},
};

function generated(index: number): Row {
	return {
		id: index,
		name: `Zoë Müller-${index}`,
		email: `customer.number.${index}@example.com`,
		city: ['Reykjavík', 'São Paulo', 'Nairobi', ''][index % 4]!,
		signedUp: new Date(1.6e12 + index * DAY_MS).toISOString(),
		plan: PLANS[index % PLANS.length]!,
		visits: index % 17,
		score: (index % 1000) / 7,
		active: index % 3 === 0,
		notes: `Asked for a call back, case ${index}; "urgent", they said.`,
	};
}

/** As many rows, made anew: no two calls share objects. */
export const rowsOf = (data: Data, count: number): Row[] => SOURCES[data].rows(count);

export const columnsOf = (data: Data): string[] => SOURCES[data].columns;

/** The columns with Akkio's word for their types, as its answers have them. */
export function fieldsOf(data: Data): Array<{ name: string; type: 'number' | 'string' }> {
	const [row] = rowsOf(data, 1);
	return Object.entries(row!).map(([name, value]) => ({
		name,
		type: typeof value === 'number' ? 'number' : 'string',
	}));
}

/** Tells whether two lists hold the same rows, each as often, in whatever order. */
export function digestOf(rows: readonly object[]): string {
	const texts = rows.map((row) => JSON.stringify(row)).sort();
	return createHash('sha256').update(texts.join('\n')).digest('base64');
}
