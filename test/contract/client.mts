/** Akkio as the contract suite sees it: a URL and a key, and nothing of this project. */
import { setTimeout as sleep } from 'node:timers/promises';

/** One HTTP answer; the body parsed if it was JSON, else its text. */
export interface Answer {
	status: number;
	body: unknown;
}

export interface Account {
	/** Without a slash at its end, as in the credential. */
	baseUrl: string;
	key: string;
	/** A model to predict with. */
	modelId?: string;
	/** Milliseconds between an answer and the next request; unless given, under five a second (L1). */
	pauseMs?: number;
}

const TIMEOUT_MS = 60_000;
const MAX_QUOTE_LENGTH = 300;

/** Sends one request at a time. */
export class AkkioClient {
	/** How many requests were sent, and how many answers were a 429 at the documented pace (L1). */
	readonly counts = { requests: 0, tooMany: 0 };
	readonly key: string;
	readonly #baseUrl: string;
	readonly #pauseMs: number;
	#pause: Promise<unknown> = Promise.resolve();

	constructor({ baseUrl, key, pauseMs = 220 }: Account) {
		this.key = key;
		this.#baseUrl = baseUrl;
		this.#pauseMs = pauseMs;
	}

	/**
	 * Sends one request: the fields and the key go into the query on GET, else into the body (W3).
	 * An `api_key` among the fields replaces the key; undefined leaves it out.
	 */
	async request(
		method: 'GET' | 'POST' | 'DELETE',
		fields: object = {},
		{ path = '/datasets', query = {} }: { path?: '/datasets' | '/models'; query?: object } = {},
	) {
		// A POST without an id creates a dataset (W18), and nobody may find out here what others do (E10, U4).
		const needsId = 'id' in fields || 'rows' in fields || method === 'DELETE';
		if (needsId && !('id' in fields && typeof fields.id === 'string' && fields.id.trim())) {
			throw new Error('A request without an id was about to be sent: that is a bug of this suite.');
		}
		const body = JSON.stringify({ api_key: this.key, ...fields });
		if (method === 'GET') return await this.send(path, { method }, JSON.parse(body));
		const headers = { 'content-type': 'application/json' };
		return await this.send(path, { method, headers, body }, query);
	}

	/** Sends any request below the base URL. Throws if no answer comes. */
	async send(path: string, init: RequestInit = {}, query: object = {}): Promise<Answer> {
		await this.#pause;
		this.counts.requests += 1;
		const url = `${this.#baseUrl}${path}?${new URLSearchParams({ ...query })}`;
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		try {
			const response = await fetch(url, { redirect: 'manual', signal, ...init });
			if (response.status === 429) this.counts.tooMany += 1;
			const text = await response.text();
			try {
				return { status: response.status, body: JSON.parse(text) as unknown };
			} catch {
				return { status: response.status, body: text };
			}
		} finally {
			// From the answer on: a request that was held up on its way must not meet the next one there.
			this.#pause = sleep(this.#pauseMs);
		}
	}

	/** Waits about a second between two looks at what may need its time. */
	pause = async () => await sleep(5 * this.#pauseMs);

	/** A text without the key. */
	redact = (text: string) => text.replaceAll(this.key, '(the key)');

	/** An answer in words, for the report. Not for lists: they hold the names of others' datasets. */
	quote({ status, body }: Answer): string {
		const text = this.redact(typeof body === 'string' ? body : JSON.stringify(body));
		return `HTTP ${status} ${text.slice(0, MAX_QUOTE_LENGTH)}`;
	}
}
