import { sleep, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { clock } from '../../nodes/Akkio/shared/clock';
import { startStandIn } from '../support/akkio/server.mts';
import { retry, run, type Run } from '../support/engine/run';
import { planFaults } from './faults';
import type { Executed, Outcomes } from './record';
import { readError, readItems } from './report';
import { itemsOf, parametersOf, type ExecutionPlan, type Schedule } from './schedule';
import { createDatasets, readStored } from './virtual';

/** Real ms for each ms of the schedule, for what a fault does: a slow answer takes 20 ms at most. */
const SCALE = 0.001;

/** The timeout, in ms, of executions that could wait for ever otherwise. */
const TIMEOUT = 150;

/** Faults after which an execution has to have a timeout, and after which the server may still write. */
const OUTLASTS = /no answer ever|after a timeout|late write/;

/** Executes a schedule over real sockets, on n8n's own engine, with its own Retry On Fail and expressions. */
export async function runOverSockets(schedule: Schedule): Promise<Outcomes> {
	const { switches, requestsPerSecond } = schedule;
	const apiKey = `simulated key ${schedule.seed}`;
	const standIn = await startStandIn({ ...switches, keys: [apiKey], now: () => clock.now() });
	try {
		const datasets = createDatasets(standIn.datasets, schedule);
		const events: Outcomes['events'] = [];
		for (const [on, plans] of Object.entries(planFaults(schedule, SCALE))) {
			for (const plan of plans) {
				const { name, fault } = plan(TIMEOUT) ?? {};
				if (name) events.push(name);
				// No fault is one, too: the next is for the next request.
				const made = typeof fault === 'object' ? fault : ({ kind: 'slow', ms: 0 } as const);
				standIn.faults.next({ on: on as 'append' | 'get', fault: made });
			}
		}
		const isWaiting = events.some((name) => OUTLASTS.test(name));
		const credential = { apiKey, baseUrl: standIn.baseUrl, requestsPerSecond };
		const ids = datasets.map(({ id }) => id);
		const executions = await Promise.all(
			schedule.executions.map(async (plan, number) => {
				const timeout = isWaiting ? TIMEOUT : plan.timeout;
				return await execute({ ...plan, timeout }, number, ids, credential);
			}),
		);
		if (isWaiting) await sleep(TIMEOUT + 50);
		const sent = standIn.requests.map(() => ({}) as Outcomes['sent'][number]);
		return { executions, events, requestsPerSecond, sent, stored: readStored(datasets) };
	} finally {
		await standIn.stop();
	}
}

async function execute(
	plan: ExecutionPlan,
	number: number,
	ids: readonly string[],
	credential: Run['credential'],
): Promise<Executed> {
	const { items, expected: rows } = itemsOf(plan, number, ids);
	const { maxTries, onError } = plan;
	const tries = maxTries > 1 ? { retryOnFail: true, maxTries, waitBetweenTries: 1 } : {};
	const options = { credential, parameters: parametersOf(plan), settings: { onError, ...tries } };
	await sleep(plan.startsAfter % 20);
	let ran = await run({ ...options, items: items.map(({ json }) => json as IDataObject) });
	for (let pressed = 0; ran.error && pressed < plan.retries; pressed++) {
		ran = await retry(ran, options);
	}
	// n8n hands failed items to an output of their own.
	const itemOf = ({ pairedItem }: INodeExecutionData) =>
		(pairedItem as { item?: number }).item ?? -1;
	const out = ran.outputs.flat().sort((a, b) => itemOf(a) - itemOf(b));
	const { error, hints } = ran;
	const report = error ? readError(error as Error, rows) : readItems(out, rows, plan, hints);
	return { plan, rows, report, tries: [] };
}
