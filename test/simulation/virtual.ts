import type { IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import type { Dataset } from '../support/akkio/datasets.mts';
import { createContext, type Process } from './context';
import { appendFaults, makeFault, type PlannedFault } from './faults';
import { Network, readParameters } from './network';
import type { Executed, Outcomes, Report, Seen, SentRequest, StoredRow, Try } from './record';
import { readError, readItems } from './report';
import { itemsOf, parametersOf, type ExecutionPlan, type Schedule } from './schedule';
import { randomFrom, VirtualTime } from './virtualTime';

/** More requests than any schedule needs, with all its retries. */
const MAX_REQUESTS = 4000;

/** Each schedule has a key of its own, since the package keeps the rate limit by key. */
let keys = 0;

/** Executes a schedule in virtual time, in a network in which everything is seen. */
export async function runInVirtualTime(
	schedule: Schedule,
	processes: readonly Process[],
): Promise<Outcomes> {
	const time = new VirtualTime(randomFrom(schedule.seed), schedule.isBusy);
	const simulation = new Simulation(schedule, processes, time);
	const clocks = processes.map(({ clock }) => clock);
	return await time.rule(clocks, async () => await simulation.run());
}

/** The server's own record. */
export const storedIn = (datasets: readonly Dataset[]) =>
	new Map(
		datasets.map(({ id, rows }) => [
			id,
			rows.map((row): StoredRow => ({ id: String(row.id), extra: row.extra === true })),
		]),
	);

class Simulation {
	private readonly apiKey = `simulated key ${++keys}`;

	private readonly keys = [this.apiKey];

	private readonly network: Network;

	private readonly datasets: Dataset[];

	private readonly appendFaults: ReturnType<typeof appendFaults>;

	private readonly readFaults: Schedule['reads'];

	private readonly sent: SentRequest[] = [];

	private readonly events: Outcomes['events'] = [];

	constructor(
		private readonly schedule: Schedule,
		private readonly processes: readonly Process[],
		private readonly time: VirtualTime,
	) {
		this.network = new Network(time, schedule, this.keys, (name) => this.events.push(name));
		this.datasets = Array.from({ length: schedule.datasets }, (_, n) =>
			this.network.datasets.create(`Dataset ${n}`),
		);
		this.appendFaults = appendFaults(schedule);
		this.readFaults = [...schedule.reads];
	}

	async run(): Promise<Outcomes> {
		const { executions: plans, requestsPerSecond } = this.schedule;
		const all = Promise.all(plans.map(async (plan, number) => await this.execute(plan, number)));
		await this.time.run(all);
		const { sent, events } = this;
		return {
			...{ executions: await all, sent, events, requestsPerSecond },
			stored: storedIn(this.datasets),
		};
	}

	/**
	 * Runs the node as n8n does: once more, on Retry On Fail, after an error, and after a first item that
	 * came out with one, whether the execution was stopped or not; and with what was stored of an
	 * execution that failed, as often as its user presses Retry.
	 */
	private async execute(plan: ExecutionPlan, execution: number): Promise<Executed> {
		const { time } = this;
		const ids = this.datasets.map(({ id }) => id);
		const { items, expected: rows } = itemsOf(plan, execution, ids);
		const tries: Try[] = [];
		let requests = 0;
		let nodeContext = {};
		await time.pass(plan.startsAfter);
		for (let retry = 0; ; retry++) {
			const stop = new AbortController();
			let cancelledAt: number | undefined;
			const cancelAfter = (request: number) => {
				if (plan.cancel?.request !== request) return;
				time.after(plan.cancel.ms, () => {
					cancelledAt = time.now;
					this.events.push('cancelled');
					stop.abort();
				});
			};
			if (retry === 0) cancelAfter(0);
			const log: string[] = [];
			const hints: string[] = [];
			const process = this.processes[plan.process]!;
			const context = createContext({
				...{ process, nodeContext, items: items as INodeExecutionData[], signal: stop.signal },
				...{ parameters: parametersOf(plan), onError: plan.onError },
				credential: {
					...{ apiKey: this.apiKey, baseUrl: 'https://akkio.test/v1' },
					requestsPerSecond: this.schedule.requestsPerSecond,
				},
				scope: {
					$now: { toMillis: () => time.now },
					$today: { toMillis: () => Math.floor(time.now / 86_400_000) * 86_400_000 },
					$execution: { id: String(100 * execution + retry) },
					Math: { random: time.random },
				},
				send: async (request, askedAt) => {
					cancelAfter(++requests);
					const who = { execution, tryIndex: tries.length, process: plan.process, askedAt };
					return await this.send(request, who);
				},
				onWords: (words, where) => (where === 'log' ? log : hints).push(words),
			});

			let report: Report;
			let isFailed: boolean;
			let hasThrown = false;
			for (let tryIndex = 0; ; tryIndex++) {
				if (tryIndex > 0) await time.pass(plan.waitBetweenTries);
				hints.length = 0;
				const wasStopped = stop.signal.aborted;
				try {
					const [out] = (await process.appendRows.call(context)) as INodeExecutionData[][];
					report = readItems(out!, rows, plan);
					report.words.push(...hints);
					isFailed = Boolean(out![0]?.json.error);
					hasThrown = false;
				} catch (error) {
					report = readError(error as Error & { description?: string }, rows);
					isFailed = hasThrown = true;
				}
				const isCancelled = stop.signal.aborted;
				const ms = isCancelled && !wasStopped ? time.now - cancelledAt! : undefined;
				tries.push({ isCancelled, endedAfterCancel: ms });
				// After Stop, n8n keeps no more of what a node says than its log.
				const isDone = report.outcomes.every((outcome) => outcome === 'appended');
				if (ms !== undefined && !isDone && log.length === 0) {
					report.contradictions.push('Stopped, and no word in the log');
				}
				if (!isFailed || tryIndex === plan.maxTries - 1) break;
			}
			if (!hasThrown || retry === plan.retries) {
				if (plan.clock && plan.mapping !== 'automatically' && tries.length > 1) {
					this.events.push('clock in a mapped column, and more than one try');
				}
				return { plan, rows, report, tries };
			}
			this.events.push('Retry pressed');
			nodeContext = JSON.parse(JSON.stringify(nodeContext)) as object;
			await time.pass(1 + plan.waitBetweenTries);
		}
	}

	private async send(
		request: IHttpRequestOptions,
		who: Pick<SentRequest, 'execution' | 'tryIndex' | 'process' | 'askedAt'>,
	): Promise<Seen> {
		const { sent, time, network } = this;
		const method = request.method as 'GET' | 'POST';
		const planned = this.nextFault(method, request.timeout ?? 0);
		const { id, rows } = readParameters(request);
		const entry: SentRequest = {
			...{ ...who, method, datasetId: String(id), fault: planned.name, start: time.now },
			ids: ((rows ?? []) as StoredRow[]).map((row) => row.id),
			afterCancel: request.abortSignal!.aborted as boolean,
			hadColumns: network.datasets.get(String(id))?.fields.length !== 0,
			hasExtra: ((rows ?? []) as object[]).some((row) => 'extra' in row),
		};
		sent.push(entry);
		if (sent.length > MAX_REQUESTS) time.fail('It sends again and again');
		entry.seen = await network.send(request, planned);
		entry.end = time.now;
		return entry.seen;
	}

	/** @param timeout of the request, in ms */
	private nextFault(method: 'GET' | 'POST', timeout: number): PlannedFault {
		const { revokedBefore, deletedBefore } = this.schedule;
		const number = this.sent.length + 1;
		if (number === revokedBefore) {
			this.keys.splice(0);
			this.events.push('key revoked midway');
		}
		if (number === deletedBefore) {
			this.network.datasets.delete(this.datasets[0]!.id);
			this.events.push('dataset deleted midway');
		}
		const { fault: name, amount } =
			method === 'GET'
				? { fault: this.readFaults.shift(), amount: 100 }
				: (this.appendFaults.shift() ?? { fault: undefined, amount: 0 });
		if (name === undefined) return {};
		return { name, fault: makeFault(name, { amount, timeout, scale: 1 }) };
	}
}
