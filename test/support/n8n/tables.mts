import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { N8nClient } from './client.mts';
import type { Row } from './workflow.mts';

/** n8n's own data tables, over the API of its editor. */
export class DataTables {
	private readonly n8n: N8nClient;
	private readonly path: string;

	private constructor(n8n: N8nClient, project: string) {
		this.n8n = n8n;
		this.path = `/projects/${project}/data-tables`;
	}

	static async of(n8n: N8nClient): Promise<DataTables> {
		return new DataTables(n8n, (await n8n.get('/projects/personal')).id);
	}

	/** Creates a table with these rows. All its columns are texts or numbers. */
	async create(name: string, rows: Row[]): Promise<void> {
		const columns = Object.entries(rows[0]!).map(([column, value]) => ({
			name: column,
			type: typeof value,
		}));
		await this.n8n.post(this.path, { name, columns });
		const insert = { data: rows, returnType: 'all' };
		await this.n8n.post(`${this.path}/${await this.idOf(name)}/insert`, insert);
	}

	/** The rows, oldest first, without n8n's own columns; none if there is no such table. */
	async rows(name: string): Promise<Row[]> {
		const id = await this.idOf(name);
		if (id === undefined) return [];
		const { data } = await this.n8n.get(`${this.path}/${id}/rows?sortBy=id:asc`);
		return data.map(({ id: _id, createdAt: _c, updatedAt: _u, ...row }: Row) => row);
	}

	/** Makes the rows look some days old, which n8n's API cannot. */
	async age(name: string, days: number): Promise<void> {
		const table = `"data_table_user_${await this.idOf(name)}"`;
		const database = new DatabaseSync(join(this.n8n.folder, '.n8n', 'database.sqlite'), {
			timeout: 60_000,
		});
		database.exec(`UPDATE ${table} SET createdAt = datetime(createdAt, '-${days} days')`);
		database.close();
	}

	private async idOf(name: string): Promise<string | undefined> {
		const { data } = await this.n8n.get(this.path);
		return data.find((table: Row) => table.name === name)?.id;
	}
}
