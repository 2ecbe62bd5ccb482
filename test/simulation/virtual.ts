import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Dataset } from '../support/akkio/datasets.mts';
import { execute } from './execution';
import { Mishaps } from './mishaps';
import { ModelServer } from './modelServer';
import { randomFrom } from './random';
import type { Executed, Sent, World } from './record';
import { mayBeUnfit, rowOf, type ExecutionPlan, type Schedule } from './schedule';
import { idsIn, storedIn } from './stored';
import { inTime, VirtualTime } from './virtualTime';
import { parametersOf, Wire, type Seen } from './wire';

/** More requests than any schedule needs, with all its retries. */
const MOST_REQUESTS = 4000;

/** Each world has a key of its own, since the package keeps the pace by key. */
let worlds = 0;

/** Lives a schedule through in virtual time and returns what can be known of it afterwards. */
export async function live(schedule: Schedule): Promise<World> {
	const random = randomFrom(schedule.seed);
	const time = new VirtualTime(random, schedule.isBusy);
	const life = new Life(schedule, time, random);
	return await inTime(time, async () => await life.whole());
}

class Life {
	private readonly apiKey = `key ${++worlds}`;

	private readonly server: ModelServer;

	private readonly wire: Wire;

	private readonly datasets: Dataset[];

	private readonly mishaps: Mishaps;

	private readonly sent: Sent[] = [];

	private readonly happened: World['happened'] = [];

	constructor(
		private readonly schedule: Schedule,
		private readonly time: VirtualTime,
		random: () => number,
	) {
		const happened = (name: World['happened'][number]) => void this.happened.push(name);
		this.server = new ModelServer(time, schedule.switches, [this.apiKey], happened);
		this.wire = new Wire(time, this.server, random, happened);
		this.datasets = Array.from({ length: schedule.datasets }, (_, n) =>
			this.server.datasets.create(`Dataset ${n}`),
		);
		this.mishaps = new Mishaps(schedule, 1, {
			revoke: () => this.server.keys.splice(0),
			deleteFirst: () => this.server.datasets.delete(this.datasets[0]!.id),
			happened,
		});
	}

	async whole(): Promise<World> {
		const { executions: plans, requestsPerSecond } = this.schedule;
		const all = Promise.all(plans.map(async (plan, number) => await this.execution(plan, number)));
		await this.time.run(all);
		const executions = await all;
		const { sent, happened } = this;
		const allowed = this.schedule.switches.requestsPerSecond ?? Infinity;
		const tooFast = requestsPerSecond <= allowed ? this.server.rate.refused : 0;
		return { executions, sent, happened, requestsPerSecond, tooFast, ...storedIn(this.datasets) };
	}

	private async execution(plan: ExecutionPlan, execution: number): Promise<Executed> {
		const { schedule, time } = this;
		const stop = new AbortController();
		const warnings: string[] = [];
		let [tryIndex, requests] = [0, 0];
		let cancelledAt: number | undefined;
		const cancelAfter = (request: number) => {
			if (plan.cancel?.request !== request) return;
			time.after(plan.cancel.ms, () => {
				cancelledAt = time.now;
				stop.abort();
			});
		};
		const items = plan.rows.map((row, item) => ({ json: rowOf(row, execution, item) as object }));
		const datasetIds = plan.rows.map(({ dataset }) => this.datasets[dataset]!.id);
		const { apiKey } = this;
		const surroundings = {
			...{ plan, datasetIds, context: {}, signal: stop.signal, items: items as never },
			credential: {
				apiKey,
				baseUrl: 'https://akkio.test/v1',
				requestsPerSecond: schedule.requestsPerSecond,
			},
			send: async (request: IHttpRequestOptions) => {
				cancelAfter(++requests);
				return await this.send(request, { execution, tryIndex });
			},
			warn: (message: string) => warnings.push(message),
		};
		await time.pass(plan.startsAfter);
		cancelAfter(0);
		const ending = await execute(surroundings, time, (index) => (tryIndex = index));
		const { whenUnknown, goesOn } = plan;
		const rows = items.map(({ json }, item) => ({
			id: (json as { id?: string }).id,
			datasetId: datasetIds[item]!,
			mayBeUnfit: mayBeUnfit(plan, item),
		}));
		if (cancelledAt !== undefined) this.happened.push('cancelled');
		const isDone = rows.every(({ id }, item) => !id || ending.told.outcomes[item] === 'appended');
		// After Stop, n8n keeps no more of what a node says than its log.
		if (ending.endedAfterCancel !== undefined && !isDone && warnings.length === 0) {
			ending.told.complaints.push('Stopped, and no word in the log');
		}
		return { rows, whenUnknown, goesOn, ...ending, cancelledAt };
	}

	private async send(
		request: IHttpRequestOptions,
		who: Pick<Sent, 'execution' | 'tryIndex'>,
	): Promise<Seen> {
		const method = request.method as 'GET' | 'POST';
		const mishap = this.mishaps.next(method, request.timeout ?? 0);
		const parameters = parametersOf(request);
		const entry: Sent = {
			...{ ...who, method, datasetId: String(parameters.id), ids: idsIn(parameters.rows) },
			...{ afterCancel: request.abortSignal!.aborted as boolean, fault: mishap.name },
			start: this.time.now,
		};
		this.sent.push(entry);
		if (this.sent.length > MOST_REQUESTS) this.time.fail('It sends and sends');
		entry.seen = await this.wire.send(request, mishap);
		entry.end = this.time.now;
		return entry.seen;
	}
}
