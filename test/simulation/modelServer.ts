import { answer, operationOf, withFirstRows, type Parameters } from '../support/akkio/api.mts';
import { Datasets } from '../support/akkio/datasets.mts';
import type { Fault } from '../support/akkio/faults.mts';
import { misbehave, type Outgoing } from '../support/akkio/misbehave.mts';
import { Rate } from '../support/akkio/rate.mts';
import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import type { EventName, FaultName } from './faults';
import type { Mishap } from './mishaps';
import type { Schedule } from './schedule';
import type { VirtualTime } from './virtualTime';

/** One request as it arrives. */
export interface Arriving {
	method: string;
	parameters: Parameters;
	/** Of the body. */
	bytes: number;
	mishap: Mishap;
	/** Where an answer breaks off. */
	outgoing: Outgoing;
}

/** The stand-in for Akkio without HTTP, in virtual time: its parts, put together as app.mts does. */
export class ModelServer {
	readonly datasets: Datasets;

	readonly rate: Rate;

	constructor(
		private readonly time: VirtualTime,
		private readonly switches: Schedule['switches'],
		/** The keys it takes; a test may revoke one. */
		readonly keys: string[],
		/** Is told what goes wrong here, by plan or by the server's own limits. */
		private readonly happened: (name: EventName | FaultName) => void,
	) {
		this.datasets = new Datasets(switches);
		this.rate = new Rate(switches.requestsPerSecond, () => time.now);
	}

	/** The answer, or undefined if there is none because the connection was closed. */
	async receive(arriving: Arriving): Promise<Reply | undefined> {
		const { method, parameters, bytes, mishap, outgoing } = arriving;
		const { bodyLimit, retryAfter } = this.switches;
		if (bodyLimit !== undefined && bytes > bodyLimit) {
			this.happened("413 of the server's own limit");
			return replies.tooLarge();
		}
		if (!this.rate.passes(String(parameters.api_key))) {
			this.happened("429 of the server's own limit");
			return replies.tooMany(retryAfter);
		}
		if (mishap.name) this.happened(mishap.name);

		const operation = operationOf(method, parameters);
		return await misbehave(
			mishap.made as Fault | undefined,
			(rows) => {
				const sent = withFirstRows(parameters, rows);
				const reply = answer(this.datasets, this.keys, operation, sent);
				if (reply.status === 422) this.happened('422 for an extra field');
				return reply;
			},
			outgoing,
			async (ms) => await this.time.pass(ms),
		);
	}
}
