import { request } from './client.mts';
import { UserError } from './userError.mts';

/** Akkio over its documented API, without n8n: the stand-in or the real one. */
export class AkkioClient {
	readonly baseUrl: string;
	private readonly key: string;

	constructor(baseUrl: string, key: string) {
		this.baseUrl = baseUrl;
		this.key = key;
	}

	/** Creates the dataset unless there is one of this name. */
	async ensureDataset(name: string): Promise<void> {
		if ((await this.idOf(name)) === undefined) await this.send('POST', { name });
	}

	/** The number of rows of the dataset of this name. */
	async rowCount(name: string): Promise<number> {
		const { rows } = await this.send('GET', { id: (await this.idOf(name))! });
		return Number(rows);
	}

	private async idOf(name: string): Promise<string | undefined> {
		const { datasets } = await this.send('GET', {});
		return (datasets as Array<{ id: string; name: string }>).find((one) => one.name === name)?.id;
	}

	private async send(method: 'GET' | 'POST', fields: Record<string, string>) {
		const values = { ...fields, api_key: this.key };
		const query = method === 'GET' ? `?${new URLSearchParams(values)}` : '';
		const body = method === 'GET' ? undefined : values;
		const response = await request(`${this.baseUrl}/datasets${query}`, { body }).catch(() => {
			throw new UserError(`Akkio cannot be reached at ${this.baseUrl}.`);
		});
		const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
		if (answer.status === 'success') return answer;
		throw new UserError(
			`Akkio at ${this.baseUrl} answered ${response.status}: ${answer.status ?? 'no JSON'}.`,
		);
	}
}
