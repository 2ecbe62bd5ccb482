import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Answer } from '../../nodes/Akkio/shared/answer';
import type { Parameters } from '../support/akkio/api.mts';
import type { Reply } from '../support/akkio/replies.mts';
import type { FaultName } from './faults';
import type { Mishap } from './mishaps';
import type { ModelServer } from './modelServer';
import type { Random } from './random';
import type { VirtualTime } from './virtualTime';

/** What the client got: an answer, or what n8n's helper throws, by the code of its cause. */
export type Seen = { answer: Answer } | { code: string };

/** Longest way of a request or an answer, in ms. */
const LONGEST_WAY = 20;

/**
 * The network between n8n's request helper and the model server, in virtual time: it takes a while
 * each way, gives up after a timeout or when the execution is stopped, and breaks where a fault says.
 */
export class Wire {
	constructor(
		private readonly time: VirtualTime,
		private readonly server: ModelServer,
		private readonly random: Random,
		private readonly happened: (name: FaultName) => void,
	) {}

	/** Sends a signed request. Never throws: what the helper would throw is in the result. */
	async send(request: IHttpRequestOptions, mishap: Mishap): Promise<Seen> {
		return await new Promise<Seen>((seen) => {
			const { abortSignal, timeout } = request;
			const cancelled = () => seen({ code: 'ERR_CANCELED' });
			if (abortSignal?.aborted) return cancelled();
			abortSignal?.addEventListener?.('abort', cancelled);
			if (timeout) this.time.after(timeout, () => seen({ code: 'ECONNABORTED' }));

			if (mishap.made === 'refused' || mishap.made === 'unknown host') {
				this.happened(mishap.name!);
				const code = mishap.made === 'refused' ? 'ECONNREFUSED' : 'ENOTFOUND';
				return this.back(() => seen({ code }));
			}
			const cut = () => this.back(() => seen({ code: 'ECONNRESET' }));
			this.time.after(this.way(), () => {
				const outgoing = {
					destroy: cut,
					writeHead: () => {},
					write: (_part: Buffer, sent: () => void) => sent(),
				};
				const { method = 'GET', body } = request;
				const bytes = Buffer.isBuffer(body) ? body.length : 0;
				const parameters = parametersOf(request);
				const arriving = { method, parameters, bytes, mishap, outgoing };
				void this.server.receive(arriving).then((reply) => {
					if (reply) this.back(() => seen({ answer: answerOf(reply) }));
				});
			});
		});
	}

	private back(happen: () => void): void {
		this.time.after(this.way(), happen);
	}

	private way(): number {
		return 1 + Math.floor(this.random() * LONGEST_WAY);
	}
}

/** What the server reads: the query, and the body over it. */
export function parametersOf({ qs, body }: IHttpRequestOptions): Parameters {
	const json = Buffer.isBuffer(body) ? (JSON.parse(body.toString()) as Parameters) : {};
	return { ...(qs as Parameters), ...json };
}

/** An answer as n8n's helper hands it over. */
function answerOf({ status, headers = {}, body }: Reply): Answer {
	return { statusCode: status, headers, body };
}
