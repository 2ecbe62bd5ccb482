import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Response } from '../../nodes/Akkio/shared/errors';
import { answer, operationOf, withFirstRows, type Parameters } from '../support/akkio/api.mts';
import { Datasets } from '../support/akkio/datasets.mts';
import { misbehave, type Fault } from '../support/akkio/faults.mts';
import { Models } from '../support/akkio/models.mts';
import { Rate } from '../support/akkio/rate.mts';
import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import type { VirtualClock } from '../support/engine/virtualClock';
import type { FaultName, NetworkFault } from './faults';
import type { Outcomes } from './record';
import type { Schedule } from './schedule';

/** Longest way of a request or a response, in ms. */
const MAX_LATENCY = 20;

/** What the client got: a response, or what n8n's helper throws, by the code of its cause. */
export type Seen = { response: Response } | { code: string };

interface PlannedFault {
	name: FaultName;
	fault: NetworkFault;
}

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
	/** Of the server; a test may change what is in there, and take its keys away. */
	readonly datasets: Datasets;
	private readonly models: Models;
	private readonly rate: Rate;

	constructor(
		private readonly clock: VirtualClock,
		private readonly switches: Schedule['switches'],
		private readonly keys: string[],
		/** Gets what goes wrong, by plan or by the server's own limits. */
		private readonly events: Outcomes['events'],
	) {
		this.datasets = new Datasets({ ...switches, now: clock.now });
		this.models = new Models(this.datasets);
		this.rate = new Rate(switches.requestsPerSecond, clock.now);
	}

	/** Sends a signed request. Never throws: what n8n's helper would throw is in the result. */
	async send(request: IHttpRequestOptions, planned?: PlannedFault): Promise<Seen> {
		return await new Promise<Seen>((resolve) => {
			const { abortSignal, timeout } = request;
			const fail = (code: string) => () => resolve({ code });
			if (abortSignal?.aborted) return fail('ERR_CANCELED')();
			abortSignal?.addEventListener?.('abort', fail('ERR_CANCELED'));
			if (timeout) this.clock.after(timeout, fail('ECONNABORTED'));
			if (planned && 'code' in planned.fault) {
				this.events.push(planned.name);
				return this.onceThere(fail(planned.fault.code));
			}
			const cut = () => this.onceThere(fail('ECONNRESET'));
			this.onceThere(() => {
				void this.receive(request, planned, cut).then((reply) => {
					if (!reply) return;
					const { status: statusCode, headers = {}, body } = reply;
					this.onceThere(() => resolve({ response: { statusCode, headers, body } }));
				});
			});
		});
	}

	private onceThere(happen: () => void): void {
		this.clock.after(1 + Math.floor(this.clock.random() * MAX_LATENCY), happen);
	}

	/** The server's answer, or undefined if there is none because it closed the connection. */
	private async receive(
		{ method = 'GET', body, ...request }: IHttpRequestOptions,
		planned: PlannedFault | undefined,
		cut: () => void,
	): Promise<Reply | undefined> {
		const { bodyLimit = Infinity, retryAfter } = this.switches;
		if (Buffer.isBuffer(body) && body.length > bodyLimit) {
			this.events.push("413 of the server's own limit");
			return replies.tooLarge();
		}
		const parameters = readParameters({ body, ...request });
		if (!this.rate.passes(String(parameters.api_key))) {
			this.events.push("429 of the server's own limit");
			return replies.tooMany(retryAfter);
		}
		if (planned) this.events.push(planned.name);
		const process = (rows?: number) => {
			const operation = operationOf(method, '/v1/datasets', parameters)!;
			const reply = answer(this.models, this.keys, operation, withFirstRows(parameters, rows));
			if (reply.status === 422) this.events.push('422 for an extra field');
			if (operation === 'get' && this.datasets.isParsing(String(parameters.id))) {
				this.events.push('columns read while Akkio parses');
			}
			return reply;
		};
		const write = (_part: Buffer, sent: () => void) => sent();
		const outgoing = { destroy: cut, writeHead: () => {}, write };
		const wait = async (ms: number) => await this.clock.pass(ms);
		return await misbehave(planned?.fault as Fault | undefined, process, outgoing, wait);
	}
}
