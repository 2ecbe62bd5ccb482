import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { post } from './owner.mts';
import type { Running } from './running.mts';
import type { Row } from './stories.mts';

/** n8n's own data tables, over the API that its editor uses. */
export class Tables {
	readonly #running: Running;
	readonly #path: string;

	private constructor(running: Running, project: string) {
		this.#running = running;
		this.#path = `/rest/projects/${project}/data-tables`;
	}

	static async of(running: Running): Promise<Tables> {
		const headers = { cookie: running.cookie };
		const answer = await fetch(`${running.n8n.url}/rest/projects/personal`, { headers });
		const { data } = (await answer.json()) as { data: { id: string } };
		return new Tables(running, data.id);
	}

	/** Makes a table with these columns, all of them texts or numbers, and fills it. */
	async create(name: string, rows: Row[]): Promise<void> {
		const columns = Object.entries(rows[0]!).map(([column, value]) => ({
			name: column,
			type: typeof value,
		}));
		await this.#post('', { name, columns });
		const id = await this.#idOf(name);
		await this.#post(`/${id}/insert`, { data: rows, returnType: 'all' });
	}

	/** The rows, oldest first, without n8n's own columns; undefined if there is no such table. */
	async rows(name: string): Promise<Row[] | undefined> {
		const id = await this.#idOf(name);
		if (id === undefined) return undefined;
		const { data } = await this.#get(`/${id}/rows?sortBy=id:asc`);
		return data.map(({ id: _id, createdAt: _c, updatedAt: _u, ...row }: Row) => row);
	}

	/** Makes it look as if the rows had come some days ago: over n8n's API nobody can. */
	async age(name: string, days: number): Promise<void> {
		const id = await this.#idOf(name);
		const database = new DatabaseSync(join(this.#running.folder, '.n8n', 'database.sqlite'));
		database.exec(
			`UPDATE "data_table_user_${id}" SET createdAt = datetime(createdAt, '-${days} days')`,
		);
		database.close();
	}

	async #idOf(name: string): Promise<string | undefined> {
		const { data } = await this.#get('');
		return data.find((table: Row) => table.name === name)?.id;
	}

	async #get(path: string): Promise<any> {
		const { n8n, cookie } = this.#running;
		const answer = await fetch(`${n8n.url}${this.#path}${path}`, { headers: { cookie } });
		assert.ok(answer.ok, `${answer.status} ${path}`);
		return ((await answer.json()) as any).data;
	}

	async #post(path: string, body: object): Promise<void> {
		const answer = await post(this.#running.n8n, this.#path + path, body, this.#running.cookie);
		assert.ok(answer.ok, `${answer.status} ${path}: ${await answer.text()}`);
	}
}
