import type { IHttpRequestOptions } from 'n8n-workflow';

import { answer, operationOf, withFirstRows, type Parameters } from '../support/akkio/api.mts';
import { Datasets } from '../support/akkio/datasets.mts';
import { misbehave, type Fault } from '../support/akkio/faults.mts';
import { Models } from '../support/akkio/models.mts';
import { Rate } from '../support/akkio/rate.mts';
import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import type { PlannedFault } from './faults';
import type { Outcomes, Seen } from './record';
import type { Schedule } from './schedule';
import type { VirtualTime } from './virtualTime';

/** Longest way of a request or a response, in ms. */
const MAX_LATENCY = 20;

/** What the server reads: the query, and the body over it. */
export function readParameters({ qs, body }: IHttpRequestOptions): Parameters {
	const json = Buffer.isBuffer(body) ? (JSON.parse(body.toString()) as Parameters) : {};
	return { ...(qs as Parameters), ...json };
}

/**
 * The stand-in without HTTP, and the network before it, in virtual time: it takes a while each way,
 * gives up after a timeout or when the execution is stopped, and breaks where a fault says.
 */
export class Network {
	readonly datasets: Datasets;
	private readonly rate: Rate;

	constructor(
		private readonly time: VirtualTime,
		private readonly schedule: Schedule,
		/** The keys that the server takes; a test may revoke one. */
		private readonly keys: string[],
		/** Gets what goes wrong, by plan or by the server's own limits. */
		private readonly events: Outcomes['events'],
	) {
		const now = () => time.now;
		this.datasets = new Datasets({ ...schedule.switches, now });
		this.rate = new Rate(schedule.switches.requestsPerSecond, now);
	}

	/** Sends a signed request. Never throws: what n8n's helper would throw is in the result. */
	async send(request: IHttpRequestOptions, planned?: PlannedFault): Promise<Seen> {
		return await new Promise<Seen>((resolve) => {
			const { abortSignal, timeout } = request;
			const cancel = () => resolve({ code: 'ERR_CANCELED' });
			if (abortSignal?.aborted) return cancel();
			abortSignal?.addEventListener?.('abort', cancel);
			if (timeout) this.time.after(timeout, () => resolve({ code: 'ECONNABORTED' }));

			if (planned?.fault === 'refused' || planned?.fault === 'unknown host') {
				this.events.push(planned.name);
				const code = planned.fault === 'refused' ? 'ECONNREFUSED' : 'ENOTFOUND';
				return this.after(() => resolve({ code }));
			}
			const cut = () => this.after(() => resolve({ code: 'ECONNRESET' }));
			this.after(() => {
				void this.receive(request, planned, cut).then((reply) => {
					if (!reply) return;
					const { status: statusCode, headers = {}, body } = reply;
					this.after(() => resolve({ response: { statusCode, headers, body } }));
				});
			});
		});
	}

	private after(happen: () => void): void {
		this.time.after(1 + Math.floor(this.time.random() * MAX_LATENCY), happen);
	}

	/** The server's answer, or undefined if there is none because it closed the connection. */
	private async receive(
		request: IHttpRequestOptions,
		planned: PlannedFault,
		cut: () => void,
	): Promise<Reply | undefined> {
		const { bodyLimit, retryAfter } = this.schedule.switches;
		const { method = 'GET', body } = request;
		const parameters = readParameters(request);
		if (bodyLimit !== undefined && Buffer.isBuffer(body) && body.length > bodyLimit) {
			this.events.push("413 of the server's own limit");
			return replies.tooLarge();
		}
		if (!this.rate.passes(String(parameters.api_key))) {
			this.events.push("429 of the server's own limit");
			return replies.tooMany(retryAfter);
		}
		if (planned) this.events.push(planned.name);
		const write = (_part: Buffer, sent: () => void) => sent();
		const outgoing = { destroy: cut, writeHead: () => {}, write };
		const process = (rows?: number) => {
			const operation = operationOf(method, parameters);
			const sent = withFirstRows(parameters, rows);
			const reply = answer(new Models(this.datasets), this.keys, operation, sent);
			if (reply.status === 422) this.events.push('422 for an extra field');
			return operation === 'get' ? this.withCount(reply, String(parameters.id)) : reply;
		};
		const wait = async (ms: number) => await this.time.pass(ms);
		return await misbehave(planned?.fault as Fault | undefined, process, outgoing, wait);
	}

	/** Nobody knows whether Akkio counts rows that it has not parsed. */
	private withCount(reply: Reply, id: string): Reply {
		const { status, body } = reply;
		const dataset = this.datasets.get(id);
		if (status !== 200 || !dataset || typeof body === 'string') return reply;
		const isParsing = (body.fields as unknown[]).length < dataset.fields.length;
		if (isParsing) this.events.push('columns read while Akkio parses');
		if (!this.schedule.countsUnparsed) return reply;
		return { ...reply, body: { ...body, rows: dataset.rows.length } };
	}
}
