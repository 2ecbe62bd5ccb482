/** Akkio as the contract suite sees it: a URL and a key, and nothing of this project. */

/** One HTTP answer; the body parsed if it was JSON, else its text. */
export interface Answer {
	status: number;
	body: unknown;
}

export interface Account {
	/** Without a slash at its end, as in the credential. */
	baseUrl: string;
	key: string;
	/** Milliseconds between an answer and the next request; unless given, under five a second (L1). */
	pauseMs?: number;
}

interface Key {
	/** Unless given, the query on GET and the body elsewhere (W3). */
	keyIn?: 'query' | 'body';
	/** Another key than the account's; null for none at all. */
	key?: string | null;
}

const PAUSE_MS = 220;
const TIMEOUT_MS = 60_000;
const MAX_QUOTE_LENGTH = 300;

export class AkkioClient {
	/** How many requests were sent. */
	requests = 0;
	/** How many answers were a 429, at the pace that Akkio documents (L1). */
	tooMany = 0;
	readonly #account: Account;
	#pause: Promise<unknown> = Promise.resolve();

	constructor(account: Account) {
		this.#account = account;
	}

	/** Sends one request to `datasets`, one at a time. Throws if no answer comes. */
	async request(
		method: 'GET' | 'POST' | 'DELETE',
		fields: Record<string, unknown> = {},
		{ keyIn = method === 'GET' ? 'query' : 'body', key = this.#account.key }: Key = {},
	): Promise<Answer> {
		// A POST without an id creates (W18), and nobody may find out here what others do (E10, U4).
		const needsId = 'id' in fields || 'rows' in fields || method === 'DELETE';
		if (needsId && (typeof fields.id !== 'string' || fields.id.trim() === '')) {
			throw new Error('A request without an id was about to be sent: that is a bug of this suite.');
		}
		const signature = key === null ? {} : { api_key: key };
		const query = { ...(method === 'GET' ? fields : {}), ...(keyIn === 'query' ? signature : {}) };
		const body = { ...fields, ...(keyIn === 'body' ? signature : {}) };
		const url = `${this.#account.baseUrl}/datasets?${new URLSearchParams(query as Record<string, string>)}`;
		return await this.#send(url, {
			method,
			...(method !== 'GET' && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
		});
	}

	/** Gets a path of the host, without a key. */
	async getPath(path: string): Promise<Answer> {
		return await this.#send(new URL(path, this.#account.baseUrl).href, {});
	}

	async #send(url: string, init: RequestInit): Promise<Answer> {
		await this.#pause;
		this.requests += 1;
		try {
			const signal = AbortSignal.timeout(TIMEOUT_MS);
			const response = await fetch(url, { redirect: 'manual', signal, ...init });
			if (response.status === 429) this.tooMany += 1;
			return { status: response.status, body: parse(await response.text()) };
		} finally {
			// From the answer on: a request that was held up on its way must not meet the next one there.
			this.#pause = sleep(this.#account.pauseMs ?? PAUSE_MS);
		}
	}

	/** Waits between two looks at what may need its time: about a second. */
	async pause(): Promise<void> {
		await sleep(5 * (this.#account.pauseMs ?? PAUSE_MS));
	}

	/** A text without the key. */
	redact(text: string): string {
		return text.replaceAll(this.#account.key, '(the key)');
	}

	/** The account's key with white space around it (W4). */
	get paddedKey(): string {
		return ` ${this.#account.key} `;
	}

	/** An answer in words, for the report. Not for lists: they hold the names of others' datasets. */
	quote({ status, body }: Answer): string {
		const text = this.redact(typeof body === 'string' ? body : JSON.stringify(body));
		return `HTTP ${status} ${text.slice(0, MAX_QUOTE_LENGTH)}`;
	}
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
