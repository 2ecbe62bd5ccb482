import type { Failure } from '../shared/explain';
import type { Fate } from '../shared/failures';
import { batchesOf } from './batches';
import type { Row } from './rows';

/** The rows for one dataset, in order. */
export interface Group {
	datasetId: string;
	rows: Row[];
}

/** What became of a row. Four outcomes and no fifth. */
export interface Report {
	outcome: 'appended' | Fate;
	/** The number of the request that carried the row, from 1; none if it was never sent. */
	request?: number;
	/** Why it was not appended, or why it was not sent. */
	failure?: Failure;
}

export interface Sending {
	/** Sends one request; never throws. Undefined: Akkio acknowledged the rows. */
	send(datasetId: string, rows: Row[]): Promise<Failure | undefined>;
	rowsPerRequest: number;
	/** Whether to go on after a failure that other requests need not meet. */
	goOn: boolean;
}

/**
 * Appends every group, one request after the other, and reports on each row, in the groups' order.
 * A failure stops everything, or, with `goOn`, only as much as it `ends`.
 */
export async function sendGroups(
	groups: readonly Group[],
	{ send, rowsPerRequest, goOn }: Sending,
): Promise<Report[][]> {
	let requests = 0;
	let runStopped: Failure | undefined;
	const reports: Report[][] = [];

	for (const { datasetId, rows } of groups) {
		let stopped = runStopped;
		const ofGroup: Report[] = [];
		for (const batch of batchesOf(rows, rowsPerRequest)) {
			let report: Report = { outcome: 'notAppended', failure: stopped };
			if (!stopped) {
				const failure = await send(datasetId, batch);
				report = { outcome: failure?.rows ?? 'appended', request: ++requests, failure };
				if (failure && (failure.ends || !goOn)) stopped = failure;
				if (failure && (failure.ends === 'run' || !goOn)) runStopped = failure;
			}
			ofGroup.push(...batch.map(() => report));
		}
		reports.push(ofGroup);
	}
	return reports;
}
