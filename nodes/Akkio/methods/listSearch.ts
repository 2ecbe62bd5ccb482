import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listDatasets } from '../shared/datasets';
import { listModels } from '../shared/models';

interface Listed {
	id: string;
	name: string;
	/** What tells it from others of its name. */
	note?: string;
}

/** The datasets to choose from, whose name or ID contains `filter`, in any case. */
export async function searchDatasets(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return toResults(await listDatasets(this), filter);
}

/** The models to choose from, newest first, each with its date. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const models = await listModels(this);
	return toResults(
		models.map(({ id, name, created_at }) => ({
			id,
			name,
			note: typeof created_at === 'string' ? created_at.slice(0, 'yyyy-mm-dd'.length) : undefined,
		})),
		filter,
	);
}

/** All at once: with a filter n8n's list never asks for a second page. Names that repeat come with ids. */
function toResults(listed: readonly Listed[], filter: string): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	const counts = new Map<string, number>();
	for (const { name } of listed) counts.set(name, (counts.get(name) ?? 0) + 1);
	return {
		results: listed
			.filter(({ id, name }) => `${name}\n${id}`.toLowerCase().includes(wanted))
			.map(({ id, name, note }) => {
				const notes = [note, counts.get(name)! > 1 && id].filter(Boolean).join(', ');
				return { name: notes ? `${name} (${notes})` : name || id, value: id };
			}),
	};
}
