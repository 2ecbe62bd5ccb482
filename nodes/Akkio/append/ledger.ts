import type { Failure } from '../shared/explain';
import type { GivenRows } from './given';
import { placesOf, type Stretch } from './group';
import type { Report } from './report';

/**
 * What an earlier try of the same run learned about rows that must not be sent again: appended, or
 * of unknown fate. Plain JSON, small, without rows or key, since n8n stores it with the execution.
 * `from`, `to` and `skipped` are the batch's places among the rows for its dataset.
 */
export interface LedgerEntry extends Stretch {
	datasetId: string;
	/** A digest of the rows as the user gave them: other rows in the same place are other rows. */
	readonly digest: string;
	outcome: Report['outcome'];
	request: number;
	failure?: Pick<Failure, 'name' | 'rows' | 'message' | 'description' | 'httpCode'>;
}

/** The ledger of one run of the node. */
export class Ledger {
	constructor(
		/** Filled on the way; whoever owns it keeps it. */
		readonly entries: LedgerEntry[],
		private readonly digestOf: (json: string) => string,
	) {}

	/**
	 * Notes what became of rows, in place of what was noted of them before, unless they certainly did
	 * not arrive. Mostly nobody will read it, so the digest is made when somebody does.
	 */
	note(datasetId: string, given: GivenRows, { outcome, request, failure }: Report): void {
		if (outcome === 'notAppended') return;
		const { from, to, skipped = [] } = given;
		const { digestOf } = this;
		let digest: string | undefined;
		const words = failure && {
			name: failure.name,
			rows: failure.rows,
			message: failure.message,
			description: failure.description,
			httpCode: failure.httpCode,
		};
		for (let index = this.entries.length - 1; index >= 0; index--) {
			const entry = this.entries[index]!;
			if (entry.datasetId === datasetId && shareRows(entry, given)) this.entries.splice(index, 1);
		}
		this.entries.push({
			datasetId,
			from,
			to,
			...(skipped.length > 0 ? { skipped } : {}),
			get digest() {
				return (digest ??= digestOf(given.json));
			},
			outcome,
			request: request!,
			failure: words,
		});
	}

	/** Makes plain data of the entries, for when the rows' time is over and the ledger's is not. */
	seal(): void {
		this.entries.forEach((entry, index) => (this.entries[index] = { ...entry }));
	}

	/** The entries of one dataset, in the order of its rows. */
	of(datasetId: string): LedgerEntry[] {
		return this.entries
			.filter((entry) => entry.datasetId === datasetId)
			.sort((a, b) => a.from - b.from);
	}

	/** Whether these are the very rows that the entry is about. */
	isAbout(entry: LedgerEntry, given: GivenRows | undefined): boolean {
		return given?.to === entry.to && this.digestOf(given.json) === entry.digest;
	}

	/** The number of the last request of earlier tries, 0 if there was none. */
	get lastRequest(): number {
		return this.entries.reduce((last, { request }) => Math.max(last, request), 0);
	}
}

/** Whether some row is in both: what one left out may be in the other. */
function shareRows(one: Stretch, other: Stretch): boolean {
	if (one.from >= other.to || one.to <= other.from) return false;
	if (!one.skipped && !other.skipped) return true;
	const places = new Set(placesOf(one));
	return placesOf(other).some((place) => places.has(place));
}
