import { createRunExecutionData, deepCopy, type IHttpRequestOptions } from 'n8n-workflow';

import { classifyError, isSuccess } from '../../nodes/Akkio/shared/errors';
import type { Row } from '../support/akkio/rows.mts';
import { VirtualClock } from '../support/engine/virtualClock';
import { createContext, type Process } from './context';
import { FAULTS, type Measure, type NetworkFault } from './faults';
import { Network, readParameters, type Seen } from './network';
import type { Executed, Outcomes, Report, SentRequest } from './record';
import { readError, readItems } from './report';
import { itemsOf, parametersOf, type ExecutionPlan, type Schedule } from './schedule';

/** Each schedule has a key of its own, since the rate limit is kept by key; too short to be masked, which takes time. */
let keyCount = 0;

/**
 * Where the next schedule begins, in ms: after the one before, since the package remembers times between
 * runs; never below 2^41, so that all have the same fractions of a millisecond.
 */
let begin = 2 ** 41;

/** How long what goes on behind a timeout or a cut may still write, in ms. */
const AFTERWARDS = 600_000;

/** Executes a schedule in virtual time, in a network in which everything is seen. */
export async function simulate(
	schedule: Schedule,
	processes: readonly Process[],
): Promise<Outcomes> {
	const clock = new VirtualClock(begin);
	clock.random = randomFrom(schedule.seed);
	// Often a little late, once in a while very, and in a busy n8n always.
	clock.lateness = () => {
		const dice = clock.random();
		if (schedule.isBusy) return 150;
		return dice < 0.005 ? 300 : Math.floor(dice * 2);
	};
	const { now, random, sleep } = clock;
	const clocks = processes.map((process) => process.clock);
	const real = clocks.map((one) => ({ ...one }));
	const realNow = Date.now;
	for (const one of clocks) Object.assign(one, { now, random, sleep });
	// Retry-After dates go by it.
	Date.now = now;
	try {
		let outcomes: Outcomes | undefined;
		const whole = execute(schedule, processes, clock).then((all) => (outcomes = all));
		await Promise.race([whole, clock.run()]);
		if (!outcomes) throw new Error('It hangs: nothing is left that could happen');
		return outcomes;
	} finally {
		begin = Math.ceil(now()) + 1_000_000;
		for (const [index, one] of clocks.entries()) Object.assign(one, real[index]);
		Date.now = realNow;
	}
}

/** The same numbers from 0 to 1 for the same seed (Park and Miller's), so that a failure can be replayed. */
function randomFrom(seed: number): () => number {
	let state = seed % 2_147_483_647;
	return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function execute(
	{ switches, requestsPerSecond, executions: plans, ...schedule }: Schedule,
	processes: readonly Process[],
	clock: VirtualClock,
): Promise<Outcomes> {
	const apiKey = `k${++keyCount}`;
	const keys = [apiKey];
	const sent: SentRequest[] = [];
	const events: Outcomes['events'] = [];
	const network = new Network(clock, switches, keys, events);
	const datasets = Array.from({ length: schedule.datasets }, (_, n) =>
		network.datasets.create(`Dataset ${n}`),
	);
	const ids = datasets.map(({ id }) => id);
	const faults = {
		append: schedule.steps.flatMap((step) => Array<typeof step>(step.times).fill(step)),
		get: schedule.reads.map((fault) => ({ fault, amount: 100 })),
	};
	const executions = await Promise.all(plans.map(executeWorkflow));
	await clock.pass(AFTERWARDS);
	const toStored = (row: Row) => ({ id: String(row.id), hasExtra: row.extra === true });
	const stored = new Map(datasets.map(({ id, rows }) => [id, rows.map(toStored)]));
	return { executions, sent, events, requestsPerSecond, stored };

	/**
	 * As n8n does: once more, on Retry On Fail, after an error, and after a first item that came out with
	 * one, whether the execution was stopped or not. Its user presses Retry on the newest execution that
	 * failed, for which n8n has stored the node's context.
	 */
	async function executeWorkflow(plan: ExecutionPlan, execution: number): Promise<Executed> {
		const { items, expected: rows } = itemsOf(plan, execution, ids);
		const process = processes[plan.process]!;
		const tries: Executed['tries'] = [];
		let data = createRunExecutionData({});
		let requests = 0;
		await clock.pass(plan.startsAfter);
		for (let retry = 0; ; retry++) {
			const stop = new AbortController();
			let stoppedAt = 0;
			const cancel = () => {
				stoppedAt = clock.now();
				events.push('cancelled');
				stop.abort();
			};
			const stopAfter = (request: number) => {
				if (plan.cancel?.request === request) clock.after(plan.cancel.ms, cancel);
			};
			if (retry === 0) stopAfter(0);
			const log: string[] = [];
			let report: Report;
			let hasThrown: boolean;
			for (let count = 1; ; count++) {
				const wasStopped = stop.signal.aborted;
				const context = createContext({
					...{ process, data, log, items, signal: stop.signal, onError: plan.onError },
					credential: { apiKey, baseUrl: 'https://akkio.test/v1', requestsPerSecond },
					...{ parameters: parametersOf(plan), executionId: String(100 * execution + retry) },
					send: async (request) => {
						stopAfter(++requests);
						const who = { execution, tryIndex: tries.length, process: plan.process };
						return await send(request, who);
					},
				});
				const out = await process.appendRows.call(context).catch((error: Error) => error);
				const hints = context.hints.map(({ message }) => message);
				const output = Array.isArray(out) ? out[0]! : undefined;
				hasThrown = output === undefined;
				report = output ? readItems(output, rows, hints) : readError(out as Error, rows);
				const isCancelled = stop.signal.aborted;
				const isNewlyStopped = isCancelled && !wasStopped;
				tries.push({ isCancelled, msAfterStop: isNewlyStopped ? clock.now() - stoppedAt : 0 });
				// After Stop, n8n keeps no more of what a node says than its log.
				const isDone = report.outcomes.every((outcome) => outcome === 'appended');
				if (isNewlyStopped && !isDone && log.length === 0) {
					report.contradictions.push('Stopped, and no word in the log');
				}
				const hasFailed = !output || output[0]?.json.error;
				if (!hasFailed || count === plan.maxTries) break;
				await clock.pass(plan.waitBetweenTries);
			}
			if (!hasThrown || retry === plan.retries) {
				const isRepeated = tries.length > 1 && plan.mapping !== 'automatically' && plan.clock;
				if (isRepeated) events.push('clock in a mapped column, and more than one try');
				return { plan, rows, report, tries };
			}
			events.push('Retry pressed');
			data = deepCopy(data);
			await clock.pass(plan.waitBetweenTries);
		}
	}

	async function send(
		request: IHttpRequestOptions,
		who: Pick<SentRequest, 'execution' | 'tryIndex' | 'process'>,
	): Promise<Seen> {
		if (sent.length + 1 === schedule.revokedBefore) {
			keys.splice(0);
			events.push('key revoked midway');
		}
		if (sent.length + 1 === schedule.deletedBefore) {
			network.datasets.delete(ids[0]!);
			events.push('dataset deleted midway');
		}
		const isAppend = request.method === 'POST';
		const { fault: name, amount } = faults[isAppend ? 'append' : 'get'].shift() ?? { amount: 0 };
		const make: ((measure: Measure) => NetworkFault) | undefined = name && FAULTS[name];
		const fault = make?.({ amount, timeout: request.timeout ?? 0 });
		const { id, rows = [] } = readParameters(request) as { id: string; rows?: Row[] };
		const entry: SentRequest = {
			...{ ...who, isAppend, datasetId: id, fault: name, start: clock.now(), outcome: 'unknown' },
			ids: rows.map((row) => String(row.id)),
			hasExtra: rows.some((row) => 'extra' in row),
			hadColumns: network.datasets.get(id)?.fields.length !== 0,
			isAfterStop: request.abortSignal!.aborted as boolean,
		};
		sent.push(entry);
		const seen = await network.send(request, name && fault && { name, fault });
		entry.end = clock.now();
		const response = 'response' in seen ? seen.response : undefined;
		if (response && isSuccess(response)) {
			const { fields, rows: count } = response.body as { fields?: unknown[]; rows?: number };
			Object.assign(entry, { outcome: 'appended', isParsing: count! > 0 && fields?.length === 0 });
		} else {
			const codes = 'code' in seen ? [seen.code] : [];
			entry.error = classifyError({ response, codes, host: 'akkio.test', target: 'dataset' });
			entry.outcome = entry.error.outcome;
		}
		return seen;
	}
}
