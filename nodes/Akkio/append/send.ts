import type { Failure } from '../shared/explain';
import { nextBatch, type Batch, type BatchLimits } from './batches';
import { givenRows } from './given';
import { firstUnfit, placesOf, unfitness, type Group, type Stretch } from './group';
import type { Ledger } from './ledger';
import type { Report } from './report';
import { taskOf, type Span, type Task } from './task';
import { Unfit } from './unfit';

export interface Sending {
	/**
	 * Sends one batch, with all the patience there is; never throws. Undefined: Akkio acknowledged it.
	 * CUT_AGAIN: nothing was sent, since the group's rows have changed.
	 */
	send(datasetId: string, batch: Batch): Promise<Failure | undefined>;
	limits: BatchLimits;
	/** Whether to go on after a failure that other requests need not meet. */
	goOn: boolean;
	/** Whether to send what an earlier try left unknown. */
	sendUnknownAgain?: boolean;
	/** Why nothing at all may be sent; what earlier tries achieved is reported all the same. */
	blocked?: Failure;
	ledger: Ledger;
}

/** Not a failure, but a reason to make the batch once more. */
export const CUT_AGAIN: Failure = {
	name: 'cutAgain',
	rows: 'notAppended',
	unsent: true,
	message: 'The columns have changed',
	description: 'Run this node again.',
};

/**
 * Appends every group, one request after the other, and reports on each row, in the groups' order.
 * A failure stops everything, or, with `goOn`, only as much as it `ends`. Without `goOn` nothing is
 * sent if there is a row that cannot be sent.
 */
export async function sendGroups(groups: readonly Group[], sending: Sending): Promise<Report[][]> {
	const { ledger, sendUnknownAgain } = sending;
	const tasks = groups.map((group) => taskOf(group, ledger, sendUnknownAgain));
	const run = new Run(sending, sending.goOn ? undefined : firstUnfitOf(tasks));
	for (const task of tasks) await run.append(task);
	return tasks.map(({ reports }) => counted(reports));
}

class Run {
	private limits: BatchLimits;
	private requests: number;
	/** Why nothing more is sent, to the current dataset or to any. */
	private stopped: { dataset?: Failure; run?: Failure };

	constructor(
		private readonly sending: Sending,
		unfit: Failure | undefined,
	) {
		this.limits = { ...sending.limits };
		this.requests = sending.ledger.lastRequest;
		this.stopped = { run: sending.blocked ?? unfit };
	}

	async append(task: Task): Promise<void> {
		const { group, todo } = task;
		const { goOn } = this.sending;
		this.stopped.dataset = undefined;
		for (let span = todo.shift(); span; span = todo.shift()) {
			const { from, to, doubt } = span;
			const stopped: Failure | undefined = this.stopped.run ?? this.stopped.dataset;
			if (stopped) {
				this.leave(task, span, stopped);
				continue;
			}
			const isUnfit = group.rows[from] instanceof Unfit;
			const batch = isUnfit ? undefined : nextBatch(group.rows, from, to, this.limits);
			if (!batch) {
				this.leave(task, { from, to: from + 1, doubt });
				if (from + 1 < to) todo.unshift({ from: from + 1, to, doubt });
				if (!goOn) this.stopped.run = unfitness(group, from);
				continue;
			}
			if (batch.to < to) todo.unshift({ from: batch.to, to, doubt });
			const failure: Failure | undefined = await this.sending.send(group.datasetId, batch);
			if (!failure?.unsent) this.requests++;
			const parts = failure ? this.smaller(batch, failure) : [];
			todo.unshift(...parts.map((part) => ({ ...part, doubt })));
			if (parts.length > 0) continue;

			for (const place of batch.skipped) this.leave(task, { from: place, to: place + 1, doubt });
			// What an earlier try sent may be there, however this one fares.
			const report = failure && doubt ? doubt : reportOf(failure, this.requests);
			this.settle(task, batch, report);
			if (failure && (failure.ends || !goOn)) this.stopped.dataset = failure;
			if (failure && (failure.ends === 'run' || !goOn)) this.stopped.run = failure;
		}
	}

	/** Reports rows that are not sent: an earlier try's doubt stays, else why it is so. */
	private leave(task: Task, { from, to, doubt }: Span, stopped?: Failure): void {
		if (doubt) return this.settle(task, { from, to }, doubt);
		const rest: Report | undefined = stopped && { outcome: 'notAppended', failure: stopped };
		for (let place = from; place < to; place++) {
			const isUnfit = !rest || task.group.rows[place] instanceof Unfit;
			task.reports[place] = isUnfit
				? { outcome: 'notAppended', failure: unfitness(task.group, place) }
				: rest;
		}
	}

	private settle({ group, reports }: Task, stretch: Stretch, report: Report): void {
		for (const place of placesOf(stretch)) reports[place] = report;
		this.sending.ledger.note(group.datasetId, givenRows(group, stretch), report);
	}

	/** What to send instead of a batch that was certainly not processed, if smaller ones may fare better. */
	private smaller(batch: Batch, { name, rows }: Failure): Stretch[] {
		const { from, to, bytes } = batch;
		if (name === CUT_AGAIN.name) return [{ from, to }];
		const places = rows === 'notAppended' ? placesOf(batch) : [];
		if (places.length < 2) return [];
		if (name === 'tooLarge') {
			this.limits.bytes = Math.floor(bytes / 2);
			return [{ from, to }];
		}
		// To find the row that Akkio finds invalid costs requests; only who goes on has use for it.
		if (name !== 'invalid' || !this.sending.goOn) return [];
		const middle = places[Math.ceil(places.length / 2)]!;
		return [
			{ from, to: middle },
			{ from: middle, to },
		];
	}
}

/** Why the first row that cannot be sent, of those that are to be, cannot. */
function firstUnfitOf(tasks: readonly Task[]): Failure | undefined {
	for (const { group, todo } of tasks) {
		for (const span of todo) {
			const failure = firstUnfit(group, span);
			if (failure) return failure;
		}
	}
	return undefined;
}

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
