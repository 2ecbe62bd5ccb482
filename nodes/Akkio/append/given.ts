import { placesOf, type Group, type Stretch } from './group';

/** Rows as the user gave them, as JSON with commas between them: the ledger knows them by this. */
export interface GivenRows extends Stretch {
	readonly json: string;
}

/**
 * A group's rows as they were given. Their JSON is made when it is asked for, and never fails, since a
 * row that JSON cannot express still has its place.
 */
export function givenRows({ sources }: Group, { from, to, skipped }: Stretch): GivenRows {
	return {
		from,
		to,
		skipped,
		get json() {
			const places = placesOf({ from, to, skipped });
			return places.map((place) => jsonOf(sources[place])).join(',');
		},
	};
}

function jsonOf(source: unknown): string {
	try {
		return JSON.stringify(source, bigIntAsText) ?? 'null';
	} catch {
		// It holds itself; it was never sent, and needs no name of its own.
		return 'null';
	}
}

const bigIntAsText = (_key: string, value: unknown) =>
	typeof value === 'bigint' ? String(value) : value;
