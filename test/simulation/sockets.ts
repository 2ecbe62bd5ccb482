import { sleep, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { runOnEngine } from './engine';
import { AFTERMATH } from './faults';
import { Mishaps } from './mishaps';
import type { Executed, Sent, World } from './record';
import { mayBeUnfit, rowOf, type ExecutionPlan, type Schedule } from './schedule';
import { idsIn, storedIn } from './stored';
import { toldByError, toldByItems } from './told';

/** Real ms for each virtual one, for what a fault does: a slow answer takes 20 ms at most. */
const PACE = 0.001;

/** The timeout, in ms, of executions that could wait for ever otherwise. */
const TIMEOUT = 150;

/** Faults after which an execution has to have a timeout, and may still write. */
const WAITED_FOR = /no answer ever|after a timeout|late write/;

/** A schedule that takes so many ms does not end. */
const HANGS = 20_000;

/** A port of this computer at which nobody ever listens. */
const NOBODY = 'http://127.0.0.1:1/v1';
/** No name at all, so that nobody has to be asked for it. */
const NO_HOST = 'http://no..host/v1';

/** Lives a schedule through over real sockets, on n8n's own engine. */
export async function live(schedule: Schedule): Promise<World> {
	const keys = [`key ${schedule.seed}`];
	const over = new AbortController();
	const standIn = await startStandIn({ ...schedule.switches, keys });
	try {
		const whole = new Life(schedule, standIn, keys).whole();
		const tooLong = sleep(HANGS, over.signal).then(() => {
			throw new Error('It hangs');
		});
		return await Promise.race([whole, tooLong]);
	} finally {
		over.abort();
		await standIn.stop();
	}
}

class Life {
	private readonly datasets;

	private readonly mishaps: Mishaps;

	private readonly apiKey: string;

	private readonly happened: World['happened'] = [];

	constructor(
		private readonly schedule: Schedule,
		private readonly standIn: StandIn,
		keys: string[],
	) {
		this.apiKey = keys[0]!;
		this.datasets = Array.from({ length: schedule.datasets }, (_, n) =>
			standIn.datasets.create(`Dataset ${n}`),
		);
		this.mishaps = new Mishaps(schedule, PACE, {
			revoke: () => keys.splice(0),
			deleteFirst: () => standIn.datasets.delete(this.datasets[0]!.id),
			happened: (name) => void this.happened.push(name),
		});
	}

	async whole(): Promise<World> {
		const { requestsPerSecond, executions: plans, steps, reads } = this.schedule;
		const faults = [...steps.map(({ fault }) => fault), ...reads];
		const isWaiting = faults.some((fault) => fault && WAITED_FOR.test(fault));
		const executions = await Promise.all(
			plans.map(async (plan, number) => {
				const timeout = isWaiting ? TIMEOUT : plan.timeout;
				return await this.execution({ ...plan, timeout }, number);
			}),
		);
		if (isWaiting) await sleep(AFTERMATH({ timeout: TIMEOUT, pace: PACE }));
		const { happened } = this;
		return {
			...{ executions, happened, requestsPerSecond, sent: this.received() },
			tooFast: 0,
			...storedIn(this.datasets),
		};
	}

	private async execution(plan: ExecutionPlan, number: number): Promise<Executed> {
		let requests = 0;
		let stop = () => {};
		let isStopped = false;
		const stopAfter = (request: number) => {
			if (plan.cancel?.request !== request) return;
			void sleep(plan.cancel.ms % 40).then(() => {
				isStopped = true;
				stop();
			});
		};
		const datasetIds = plan.rows.map(({ dataset }) => this.datasets[dataset]!.id);
		const items = plan.rows.map((row, item) => {
			const json = rowOf(row, number, item) as IDataObject;
			return { json: row.isEmpty ? json : { ...json, to: datasetIds[item]! } };
		});
		await sleep(plan.startsAfter % 20);
		const { items: out, error } = await runOnEngine({
			plan,
			items,
			credential: { apiKey: this.apiKey, baseUrl: this.standIn.baseUrl },
			route: (request) => {
				stopAfter(++requests);
				return this.route(request, plan.timeout);
			},
			onStart: (cancel) => {
				stop = cancel;
				stopAfter(0);
			},
		});
		const wasStopped = isStopped;
		if (wasStopped) this.happened.push('cancelled');
		const { whenUnknown, goesOn } = plan;
		return {
			...{ whenUnknown, goesOn, tries: plan.maxTries },
			rows: items.map(({ json }, item) => ({
				id: (json as { id?: string }).id,
				datasetId: datasetIds[item]!,
				mayBeUnfit: mayBeUnfit(plan, item),
			})),
			told: error ? toldByError(error, plan) : toldByItems(out ?? [], plan),
			cancelledAt: wasStopped ? 0 : undefined,
			mayMiss: wasStopped || plan.timeout !== undefined,
		};
	}

	/** Hands the server its fault for a request that is about to go, or sends it where nobody is. */
	private route({ method, body }: IHttpRequestOptions, timeout = 0): string | undefined {
		const isAppend = method === 'POST' && Buffer.isBuffer(body);
		const { name, made } = this.mishaps.next(isAppend ? 'POST' : 'GET', timeout);
		if (name) this.happened.push(name);
		if (made === 'refused') return NOBODY;
		if (made === 'unknown host') return NO_HOST;
		// No fault is a fault too: the next one in the line is for another request.
		const fault = made ?? { kind: 'slow', ms: 0 };
		this.standIn.faults.next({ on: isAppend ? 'append' : 'get', fault });
		return undefined;
	}

	/** What the server noted of each request: all but what the client made of the answer. */
	private received(): Sent[] {
		return this.standIn.requests.map(({ method, query, body, time, status }) => {
			const { id, rows } = (body ?? query) as { id?: unknown; rows?: unknown };
			return {
				...{ execution: 0, tryIndex: 0, method: method as Sent['method'], afterCancel: false },
				...{ datasetId: String(id), ids: idsIn(rows), start: time },
				...(status !== undefined && {
					seen: { answer: { statusCode: status, headers: {}, body: undefined } },
				}),
			};
		});
	}
}
