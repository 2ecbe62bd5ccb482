/** The rows that are sent: the same ones in every way, in every process. */
import { createHash } from 'node:crypto';

import type { Data } from './tasks.mts';

export type Row = Record<string, string | number | boolean | null>;

const PLANS = ['free', 'team', 'business', null];
const DAY_MS = 86_400_000;

const ROWS: Record<Data, (index: number) => Row> = {
	/** Ten columns of every kind that JSON has, with nulls, 0, '' and letters beyond ASCII. */
	generated: (index) => ({
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
	}),
	/** As from a webhook whose keys are values: one column is the dataset's, the other is nobody's. */
	wide: (index) => ({ id: index, [`value ${index}`]: 1 }),
};

/** As many rows, made anew: no two calls share objects. */
export const rowsOf = (data: Data, count: number): Row[] =>
	Array.from({ length: count }, (_, index) => ROWS[data](index));

export const columnsOf = (data: Data): string[] =>
	data === 'wide' ? ['id'] : Object.keys(ROWS[data](0));

/** The columns with Akkio's words for their types, as its responses have them. */
export function fieldsOf(data: Data): Array<{ name: string; type: string }> {
	const row = ROWS[data](0);
	return columnsOf(data).map((name) => ({
		name,
		type: typeof row[name] === 'number' ? 'float' : 'string',
	}));
}

/** Tells whether two lists hold the same rows, each as often, in whatever order. */
export function digestOf(rows: readonly object[]): string {
	const texts = rows.map((row) => JSON.stringify(row)).sort();
	return createHash('sha256').update(texts.join('\n')).digest('base64');
}
