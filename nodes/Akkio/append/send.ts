import type { Failure } from '../shared/explain';
import type { Fate } from '../shared/failures';
import { nextBatch, type Batch, type BatchLimits } from './batches';
import type { Ledger } from './ledger';
import type { Row } from './rows';

/** The rows for one dataset, in order. */
export interface Group {
	datasetId: string;
	rows: readonly Row[];
}

/** What became of a row. Four outcomes and no fifth. */
export interface Report {
	outcome: 'appended' | Fate;
	/** The number of the request that decided it, from 1; none if the row was never sent. */
	request?: number;
	/** Why it was not appended, or why it was not sent. */
	failure?: Failure;
}

export interface Sending {
	/** Sends one batch, with all the patience there is; never throws. Undefined: Akkio acknowledged it. */
	send(datasetId: string, batch: Batch): Promise<Failure | undefined>;
	limits: BatchLimits;
	/** Whether to go on after a failure that other requests need not meet. */
	goOn: boolean;
	/** Whether to send what an earlier try left unknown. */
	sendUnknownAgain?: boolean;
	ledger: Ledger;
}

/** A row that JSON cannot express: it holds itself, or a number too large for JSON. */
const NO_JSON: Failure = {
	name: 'noJson',
	rows: 'notAppended',
	unsent: true,
	message: 'This row cannot be written as JSON',
	description: 'Look for a value that contains itself, or a BigInt.',
};

/**
 * Appends every group, one request after the other, and reports on each row, in the groups' order.
 * A failure stops everything, or, with `goOn`, only as much as it `ends`.
 */
export async function sendGroups(groups: readonly Group[], sending: Sending): Promise<Report[][]> {
	const run = new Run(sending);
	const reports: Report[][] = [];
	for (const group of groups) reports.push(await run.append(group));
	return reports;
}

class Run {
	private limits: BatchLimits;
	private requests: number;
	/** Why nothing more is sent, to the current dataset or to any. */
	private stopped: { dataset?: Failure; run?: Failure } = {};

	constructor(private readonly sending: Sending) {
		this.limits = { ...sending.limits };
		this.requests = sending.ledger.lastRequest;
	}

	async append({ datasetId, rows }: Group): Promise<Report[]> {
		const { goOn, ledger } = this.sending;
		this.stopped.dataset = undefined;
		const reports = new Array<Report>(rows.length);
		const todo = this.fromLedger(datasetId, rows, reports);

		for (let span = todo.shift(); span; span = todo.shift()) {
			const { doubt } = span;
			const stopped = this.stopped.run ?? this.stopped.dataset;
			const batch = nextBatch(rows, span.from, span.to, stopped ? NO_LIMITS : this.limits);
			const to = batch?.to ?? span.from + 1;
			if (to < span.to) todo.unshift({ from: to, to: span.to, doubt });
			if (stopped) {
				const report = doubt ?? { outcome: 'notAppended', failure: stopped };
				reports.fill(report, span.from, to);
				if (batch) ledger.note(datasetId, batch, report);
				continue;
			}
			const failure = batch ? await this.sending.send(datasetId, batch) : NO_JSON;
			if (!failure?.unsent) this.requests++;
			if (batch && failure) {
				const parts = this.smaller(batch, failure);
				todo.unshift(...parts.map((part) => ({ ...part, doubt })));
				if (parts.length > 0) continue;
			}
			// What an earlier try sent may be there, however this one fares.
			const report = failure && doubt ? doubt : reportOf(failure, this.requests);
			reports.fill(report, span.from, to);
			if (batch) ledger.note(datasetId, batch, report);
			if (failure && (failure.ends || !goOn)) this.stopped.dataset = failure;
			if (failure && (failure.ends === 'run' || !goOn)) this.stopped.run = failure;
		}
		return counted(reports);
	}

	/** Reports what the ledger knows, and returns the stretches between, which are still to be sent. */
	private fromLedger(datasetId: string, rows: readonly Row[], reports: Report[]): Span[] {
		const { ledger, sendUnknownAgain } = this.sending;
		const spans: Span[] = [];
		let next = 0;
		for (const entry of ledger.of(datasetId)) {
			const batch = nextBatch(rows, entry.from, Math.min(entry.to, rows.length), NO_LIMITS);
			if (entry.from < next || !ledger.isAbout(entry, batch)) continue;
			if (entry.from > next) spans.push({ from: next, to: entry.from });
			const { from, to, outcome, request, failure } = entry;
			const known: Report = { outcome, request, failure };
			if (outcome === 'unknown' && sendUnknownAgain) spans.push({ from, to, doubt: known });
			else reports.fill(known, from, to);
			next = to;
		}
		if (next < rows.length) spans.push({ from: next, to: rows.length });
		return spans;
	}

	/** What to send instead of a batch that was certainly not processed, if smaller ones may fare better. */
	private smaller({ from, to, bytes }: Batch, { name, rows }: Failure): Array<Omit<Span, 'doubt'>> {
		if (rows !== 'notAppended' || to - from < 2) return [];
		if (name === 'tooLarge') {
			this.limits.bytes = Math.floor(bytes / 2);
			return [{ from, to }];
		}
		// To find the row that Akkio finds invalid costs requests; only who goes on has use for it.
		if (name !== 'invalid' || !this.sending.goOn) return [];
		const middle = Math.ceil((from + to) / 2);
		return [
			{ from, to: middle },
			{ from: middle, to },
		];
	}
}

/** A stretch of rows that is still to be sent. */
interface Span {
	from: number;
	to: number;
	/** What an earlier try reported of these rows, if that is unknown. */
	doubt?: Report;
}

const NO_LIMITS: BatchLimits = { rows: Infinity, bytes: Infinity };

function reportOf(failure: Failure | undefined, request: number): Report {
	if (!failure) return { outcome: 'appended', request };
	return { outcome: failure.rows, request: failure.unsent ? undefined : request, failure };
}

/** The reports, if every row has one: a report with a hole would be a lie. */
function counted(reports: Report[]): Report[] {
	for (let index = 0; index < reports.length; index++) {
		if (!reports[index]) throw new Error(`Row ${index + 1} has no account`);
	}
	return reports;
}
