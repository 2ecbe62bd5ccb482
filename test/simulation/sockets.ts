import { sleep, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { clock } from '../../nodes/Akkio/shared/clock';
import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { retry, run, type Ran, type Run } from '../support/engine/run';
import { appendFaults, makeFault, type FaultName } from './faults';
import type { Executed, Outcomes, Report } from './record';
import { readError, readItems } from './report';
import { itemsOf, parametersOf, type ExecutionPlan, type Schedule } from './schedule';
import { storedIn } from './virtual';

/** Real ms for each ms of the schedule, for what a fault does: a slow answer takes 20 ms at most. */
const SCALE = 0.001;

/** The timeout, in ms, of executions that could wait for ever otherwise. */
const TIMEOUT = 150;

/** Faults after which an execution has to have a timeout, and after which the server may still write. */
const OUTLASTS = /no answer ever|after a timeout|late write/;
const AFTERMATH = TIMEOUT + 50;

/** Faults that are no answer of a server. */
const isConnected = (name: FaultName) => name !== 'connection refused' && name !== 'unknown host';

/** Executes a schedule over real sockets, on n8n's own engine. */
export async function runOverSockets(schedule: Schedule): Promise<Outcomes> {
	const { switches, requestsPerSecond, executions: plans } = schedule;
	const apiKey = `simulated key ${schedule.seed}`;
	const standIn = await startStandIn({ ...switches, keys: [apiKey], now: () => clock.now() });
	try {
		const datasets = Array.from({ length: schedule.datasets }, (_, n) =>
			standIn.datasets.create(`Dataset ${n}`),
		);
		const events = planFaults(schedule, standIn);
		const isWaiting = events.some((name) => OUTLASTS.test(name));
		const executions = await Promise.all(
			plans.map(async (plan, number) => {
				const timeout = isWaiting ? TIMEOUT : plan.timeout;
				const ids = datasets.map(({ id }) => id);
				const credential = { apiKey, baseUrl: standIn.baseUrl, requestsPerSecond };
				return await execute({ ...plan, timeout }, number, ids, credential);
			}),
		);
		if (isWaiting) await sleep(AFTERMATH);
		const sent = standIn.requests.map(() => ({}) as Outcomes['sent'][number]);
		return { executions, events, requestsPerSecond, sent, stored: storedIn(datasets) };
	} finally {
		await standIn.stop();
	}
}

/** Hands the server its faults, in order; no fault is one too, so that the next is for the next request. */
function planFaults(schedule: Schedule, { faults }: StandIn): FaultName[] {
	const reads = schedule.reads.map((fault) => ({ fault, amount: 100 }));
	const measure = { timeout: TIMEOUT, scale: SCALE };
	for (const [on, steps] of [
		['append', appendFaults(schedule)],
		['get', reads],
	] as const) {
		for (const { fault: name, amount } of steps) {
			const made = name && isConnected(name) && makeFault(name, { ...measure, amount });
			faults.next({ on, fault: (made as never) || { kind: 'slow', ms: 0 } });
		}
	}
	return [...schedule.steps.map(({ fault }) => fault), ...schedule.reads].filter(
		(name) => name !== undefined,
	);
}

async function execute(
	plan: ExecutionPlan,
	number: number,
	ids: readonly string[],
	credential: Run['credential'],
): Promise<Executed> {
	const { items, expected: rows } = itemsOf(plan, number, ids);
	const { maxTries, onError } = plan;
	const options = {
		...{ credential, parameters: parametersOf(plan) },
		settings: {
			onError,
			...(maxTries > 1 && { retryOnFail: true, maxTries, waitBetweenTries: 1 }),
		},
	};
	await sleep(plan.startsAfter % 20);
	let ran = await run({ ...options, items: items.map(({ json }) => json as IDataObject) });
	for (let pressed = 0; ran.error && pressed < plan.retries; pressed++) {
		ran = await retry(ran, options);
	}
	return { plan, rows, report: reportOf(ran, rows, plan), tries: [] };
}

function reportOf(
	{ error, outputs, hints, data }: Ran,
	rows: Executed['rows'],
	plan: ExecutionPlan,
): Report {
	const task = data.resultData.runData.Akkio?.at(-1);
	const failure = (task?.error ?? error) as { message: string; description?: string } | undefined;
	if (failure) return readError(failure, rows);
	// n8n hands failed items to an output of their own.
	const itemOf = ({ pairedItem }: INodeExecutionData) =>
		(pairedItem as { item?: number }).item ?? -1;
	const items = outputs.flat().sort((a, b) => itemOf(a) - itemOf(b));
	const report = readItems(items, rows, plan);
	return { ...report, words: [...report.words, ...hints] };
}
