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
	pause?: number;
}

type Fields = Record<string, unknown>;

interface How {
	/** Where the key goes; unless given, into the query on GET and into the body elsewhere (W3). */
	keyIn?: 'query' | 'body';
	/** Another key than the account's; null for none at all. */
	key?: string | null;
}

const PAUSE_MS = 220;
const TIMEOUT_MS = 60_000;
const LONGEST_WORDS = 300;

export class Akkio {
	/** How many answers were a 429, at the pace that Akkio documents (L1). */
	tooMany = 0;
	readonly key: string;
	readonly #account: Account;
	#pause: Promise<unknown> = Promise.resolve();

	constructor(account: Account) {
		this.#account = account;
		this.key = account.key;
	}

	/** Sends one request to `datasets`, one at a time. Throws if no answer comes. */
	async ask(
		method: 'GET' | 'POST' | 'DELETE',
		fields: Fields = {},
		how: How = {},
	): Promise<Answer> {
		// Nobody knows what an empty id does, and nobody may find out here (U4).
		const needsId = 'id' in fields || method === 'DELETE';
		if (needsId && (typeof fields.id !== 'string' || fields.id.trim() === '')) {
			throw new Error(
				'A request without a proper id was about to be sent: that is a bug of this suite.',
			);
		}
		const { keyIn = method === 'GET' ? 'query' : 'body', key = this.key } = how;
		const signature = key === null ? {} : { api_key: key };
		const query = { ...(method === 'GET' ? fields : {}), ...(keyIn === 'query' ? signature : {}) };
		const body = { ...fields, ...(keyIn === 'body' ? signature : {}) };

		await this.#pause;
		const url = `${this.#account.baseUrl}/datasets?${new URLSearchParams(query as Record<string, string>)}`;
		try {
			const response = await fetch(url, {
				method,
				redirect: 'manual',
				signal: AbortSignal.timeout(TIMEOUT_MS),
				...(method !== 'GET' && {
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
				}),
			});
			if (response.status === 429) this.tooMany += 1;
			return { status: response.status, body: parsed(await response.text()) };
		} finally {
			// From the answer on: a request that was held up on its way must not meet the next one there.
			this.#pause = sleep(this.#account.pause ?? PAUSE_MS);
		}
	}

	/** Waits between two looks at what may need its time. */
	async pause(): Promise<void> {
		await sleep(5 * (this.#account.pause ?? PAUSE_MS));
	}

	/** An answer in words, for the report. Not for lists: they hold the names of others' datasets. */
	words({ status, body }: Answer): string {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const safe = text.replaceAll(this.key, '(the key)');
		return `HTTP ${status} ${safe.slice(0, LONGEST_WORDS)}`;
	}
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
