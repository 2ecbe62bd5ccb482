import type { Failure } from '../shared/explain';
import type { Batch } from './batches';
import type { Report } from './send';

/**
 * What an earlier try of the same run learned about rows that must not be sent again: appended, or
 * of unknown fate. Plain JSON, small, without rows or key, since n8n stores it with the execution.
 */
export interface LedgerEntry {
	datasetId: string;
	/** The batch's place among the rows for its dataset. */
	from: number;
	to: number;
	/** A digest of the rows as JSON: other rows in the same place are other rows. */
	digest: string;
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

	/** Notes a batch, in place of what was noted of its rows before, unless it certainly did not arrive. */
	note(datasetId: string, { from, to, json }: Batch, { outcome, request, failure }: Report): void {
		if (outcome === 'notAppended') return;
		const digest = this.digestOf(json);
		const words = failure && {
			name: failure.name,
			rows: failure.rows,
			message: failure.message,
			description: failure.description,
			httpCode: failure.httpCode,
		};
		for (let index = this.entries.length - 1; index >= 0; index--) {
			const entry = this.entries[index]!;
			const isElsewhere = entry.datasetId !== datasetId || entry.from >= to || entry.to <= from;
			if (!isElsewhere) this.entries.splice(index, 1);
		}
		this.entries.push({ datasetId, from, to, digest, outcome, request: request!, failure: words });
	}

	/** The entries of one dataset, in the order of its rows. */
	of(datasetId: string): LedgerEntry[] {
		return this.entries
			.filter((entry) => entry.datasetId === datasetId)
			.sort((a, b) => a.from - b.from);
	}

	/** Whether `batch` holds the very rows that the entry is about. */
	isAbout(entry: LedgerEntry, batch: Batch | undefined): boolean {
		return batch?.to === entry.to && this.digestOf(batch.json) === entry.digest;
	}

	/** The number of the last request of earlier tries, 0 if there was none. */
	get lastRequest(): number {
		return this.entries.reduce((last, { request }) => Math.max(last, request), 0);
	}
}
