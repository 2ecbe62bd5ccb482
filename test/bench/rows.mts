import { createHash } from 'node:crypto';

export type Row = Record<string, string | number | boolean | null>;

const PLANS = ['free', 'team', 'business', null];
const DAY_MS = 86_400_000;

/** Ten columns of every kind that JSON has, with nulls, 0, '' and letters beyond ASCII. */
const rowAt = (index: number): Row => ({
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
});

/** The rows that are sent: the same ones in every way and every process, made anew in each call. */
export const rowsOf = (count: number, way = ''): Row[] =>
	Array.from({ length: count }, (_, index) =>
		way === 'wide' ? { ...rowAt(index), [`own ${index}`]: index } : rowAt(index),
	);

/** The columns with Akkio's words for their types. */
export const FIELDS = Object.entries(rowAt(0)).map(([name, value]) => ({
	name,
	type: typeof value === 'number' ? 'float' : 'string',
}));

/** Tells whether two lists hold the same rows, each as often, in whatever order. */
export function digestOf(rows: readonly object[]): string {
	const texts = rows.map((row) => JSON.stringify(row)).sort();
	return createHash('sha256').update(texts.join('\n')).digest('base64');
}
