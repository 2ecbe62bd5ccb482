import type { Failure } from '../shared/explain';
import type { Row } from './rows';
import { Unfit } from './unfit';

/** The rows for one dataset, in order. */
export interface Group {
	datasetId: string;
	/** As they go over the wire. */
	rows: ReadonlyArray<Row | Unfit>;
	/** Whether some of them cannot be sent. */
	hasUnfit: boolean;
	/** As the user gave them: what is sent may change with the dataset, and so between two tries. */
	sources: readonly unknown[];
	/** What to call the row at `index`: "Row 3". */
	nameOf(index: number): string;
}

/** Some of a group's rows, from `from` up to, but not, `to`, without those in `skipped`. */
export interface Stretch {
	from: number;
	to: number;
	skipped?: readonly number[];
}

/** The places of a stretch's rows. */
export function placesOf({ from, to, skipped = [] }: Stretch): number[] {
	const without = new Set(skipped);
	const places: number[] = [];
	for (let index = from; index < to; index++) if (!without.has(index)) places.push(index);
	return places;
}

/** Why a row cannot be sent. Any row may turn out to be too long for JSON text. */
export function unfitness({ rows, nameOf }: Group, index: number): Failure {
	const row = rows[index];
	return (row instanceof Unfit ? row : NO_JSON).failure(nameOf(index));
}

/** Why the first row of a stretch that cannot be sent cannot. */
export function firstUnfit(group: Group, { from, to }: Stretch): Failure | undefined {
	if (!group.hasUnfit) return undefined;
	for (let place = from; place < to; place++) {
		if (group.rows[place] instanceof Unfit) return unfitness(group, place);
	}
	return undefined;
}

const NO_JSON = new Unfit(
	'cannot be written as JSON',
	'It is too large. Divide it before this node.',
);
