import type { IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import type { Dataset, Datasets } from '../support/akkio/datasets.mts';
import type { Row } from '../support/akkio/rows.mts';
import { createContext, type Process } from './context';
import { planFaults } from './faults';
import { Network, readParameters } from './network';
import type { Executed, Outcomes, Report, Seen, SentRequest } from './record';
import { readError, readItems } from './report';
import { itemsOf, parametersOf, type ExecutionPlan, type Schedule } from './schedule';
import { VirtualTime } from './virtualTime';

/** Each schedule has a key of its own, since the rate limit is kept by key; too short to be masked, which takes time. */
let keys = 0;

/** Executes a schedule in virtual time, in a network in which everything is seen. */
export async function runInVirtualTime(
	schedule: Schedule,
	processes: readonly Process[],
): Promise<Outcomes> {
	const time = new VirtualTime(schedule.seed, schedule.isBusy);
	const simulation = new Simulation(schedule, processes, time);
	return await time.run(
		processes.map(({ clock }) => clock),
		async () => await simulation.run(),
	);
}

export const readStored = (datasets: readonly Dataset[]): Outcomes['stored'] =>
	new Map(
		datasets.map(({ id, rows }) => [
			id,
			rows.map((row) => ({ id: String(row.id), extra: row.extra === true })),
		]),
	);

export const createDatasets = (into: Datasets, { datasets }: Schedule) =>
	Array.from({ length: datasets }, (_, n) => into.create(`Dataset ${n}`));

class Simulation {
	private readonly keys = [`k${++keys}`];
	private readonly credential;
	private readonly network: Network;
	private readonly datasets: Dataset[];
	private readonly faults;
	private readonly sent: SentRequest[] = [];
	private readonly events: Outcomes['events'] = [];

	constructor(
		private readonly schedule: Schedule,
		private readonly processes: readonly Process[],
		private readonly time: VirtualTime,
	) {
		const { requestsPerSecond } = schedule;
		const [apiKey] = this.keys;
		this.credential = { apiKey, baseUrl: 'https://akkio.test/v1', requestsPerSecond };
		this.network = new Network(time, schedule, this.keys, this.events);
		this.datasets = createDatasets(this.network.datasets, schedule);
		this.faults = planFaults(schedule);
	}

	async run(): Promise<Outcomes> {
		const { sent, events } = this;
		const { executions: plans, requestsPerSecond } = this.schedule;
		const executions = await Promise.all(
			plans.map(async (plan, number) => await this.execute(plan, number)),
		);
		// What goes on behind a timeout or a cut may still write.
		await this.time.pass(600_000);
		return { executions, sent, events, requestsPerSecond, stored: readStored(this.datasets) };
	}

	/**
	 * Executes a workflow as n8n does: once more, on Retry On Fail, after an error, and after a first item
	 * that came out with one, whether the execution was stopped or not. Its user presses Retry on the newest
	 * execution that failed, for which n8n has stored the node's context.
	 */
	private async execute(plan: ExecutionPlan, execution: number): Promise<Executed> {
		const { time, events } = this;
		const ids = this.datasets.map(({ id }) => id);
		const { items, expected: rows } = itemsOf(plan, execution, ids);
		const process = this.processes[plan.process]!;
		const tries: Executed['tries'] = [];
		let [nodeContext, requests] = [{}, 0];
		await time.pass(plan.startsAfter);
		for (let retry = 0; ; retry++) {
			const stop = new AbortController();
			let stoppedAt = 0;
			const cancel = () => {
				stoppedAt = time.now;
				events.push('cancelled');
				stop.abort();
			};
			const stopAfter = (request: number) => {
				if (plan.cancel?.request === request) time.after(plan.cancel.ms, cancel);
			};
			if (retry === 0) stopAfter(0);
			const said = { log: [] as string[], hint: [] as string[] };
			const context = createContext({
				...{ process, nodeContext, credential: this.credential, onError: plan.onError },
				...{ items: items as INodeExecutionData[], parameters: parametersOf(plan) },
				signal: stop.signal,
				scope: {
					$now: { toMillis: () => time.now },
					$execution: { id: String(100 * execution + retry) },
					Math: { random: time.random },
				},
				send: async (request, askedAt) => {
					stopAfter(++requests);
					const who = { execution, tryIndex: tries.length, process: plan.process, askedAt };
					return await this.send(request, who);
				},
				onWords: (words, where) => said[where].push(words),
			});

			let report: Report | undefined;
			let hasThrown = false;
			for (let count = 1; count <= plan.maxTries; count++) {
				if (count > 1) await time.pass(plan.waitBetweenTries);
				const wasStopped = stop.signal.aborted;
				said.hint = [];
				const out = await process.appendRows.call(context).catch((error: Error) => error);
				hasThrown = out instanceof Error;
				report = Array.isArray(out)
					? readItems(out[0]!, rows, plan, said.hint)
					: readError(out, rows);
				const isCancelled = stop.signal.aborted;
				const isNewlyStopped = isCancelled && !wasStopped;
				tries.push({ isCancelled, msAfterStop: isNewlyStopped ? time.now - stoppedAt : undefined });
				// After Stop, n8n keeps no more of what a node says than its log.
				const isDone = report.outcomes.every((outcome) => outcome === 'appended');
				if (isNewlyStopped && !isDone && said.log.length === 0) {
					report.contradictions.push('Stopped, and no word in the log');
				}
				if (Array.isArray(out) && !out[0]![0]?.json.error) break;
			}
			if (!hasThrown || retry === plan.retries) {
				const isRepeated = tries.length > 1 && plan.mapping !== 'automatically' && plan.clock;
				if (isRepeated) events.push('clock in a mapped column, and more than one try');
				return { plan, rows, report: report!, tries };
			}
			events.push('Retry pressed');
			nodeContext = JSON.parse(JSON.stringify(nodeContext)) as object;
			await time.pass(plan.waitBetweenTries);
		}
	}

	private async send(
		request: IHttpRequestOptions,
		who: Pick<SentRequest, 'execution' | 'tryIndex' | 'process' | 'askedAt'>,
	): Promise<Seen> {
		const { sent, time, network, events, schedule } = this;
		if (sent.length + 1 === schedule.revokedBefore) {
			this.keys.splice(0);
			events.push('key revoked midway');
		}
		if (sent.length + 1 === schedule.deletedBefore) {
			network.datasets.delete(this.datasets[0]!.id);
			events.push('dataset deleted midway');
		}
		const isAppend = request.method === 'POST';
		const planned = this.faults[isAppend ? 'append' : 'get'].shift()?.(request.timeout ?? 0);
		const { id, rows = [] } = readParameters(request) as { id: string; rows?: Row[] };
		const entry: SentRequest = {
			...{ ...who, isAppend, datasetId: id, fault: planned?.name, start: time.now },
			ids: rows.map((row) => String(row.id)),
			hasExtra: rows.some((row) => 'extra' in row),
			hadColumns: network.datasets.get(id)?.fields.length !== 0,
			afterCancel: request.abortSignal!.aborted as boolean,
		};
		sent.push(entry);
		entry.seen = await network.send(request, planned);
		entry.end = time.now;
		return entry.seen;
	}
}
