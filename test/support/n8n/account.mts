import { Sentence } from './sentence.mts';

/** Akkio as a bare script sees it, over its documented API: the stand-in or the real one. */
export class Account {
	readonly baseUrl: string;
	private readonly key: string;

	constructor(baseUrl: string, key: string) {
		this.baseUrl = baseUrl;
		this.key = key;
	}

	/** Creates the dataset unless there is one of this name. */
	async ensure(name: string): Promise<void> {
		if ((await this.idOf(name)) === undefined) await this.ask('POST', { name });
	}

	/** The number of rows of the dataset of this name. */
	async rowCount(name: string): Promise<number> {
		const { rows } = await this.ask('GET', { id: (await this.idOf(name))! });
		return Number(rows);
	}

	private async idOf(name: string): Promise<string | undefined> {
		const { datasets } = await this.ask('GET', {});
		return (datasets as Array<{ id: string; name: string }>).find((one) => one.name === name)?.id;
	}

	private async ask(method: 'GET' | 'POST', fields: Record<string, string>) {
		const values = { ...fields, api_key: this.key };
		const url = `${this.baseUrl}/datasets`;
		const answer = await (
			method === 'GET'
				? fetch(`${url}?${new URLSearchParams(values)}`)
				: fetch(url, {
						method,
						headers: { 'content-type': 'application/json' },
						body: JSON.stringify(values),
					})
		).catch(() => {
			throw new Sentence(`Akkio cannot be reached at ${this.baseUrl}.`);
		});
		const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
		if (body.status === 'success') return body;
		throw new Sentence(
			`Akkio at ${this.baseUrl} answered ${answer.status}: ${body.status ?? 'no JSON'}.`,
		);
	}
}
