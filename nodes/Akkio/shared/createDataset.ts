import { datasetsRequest, type Dataset } from './datasets';
import { withDoubt } from './explain';
import { remember } from './named';
import { askAkkio, type Caller } from './request';
import type { Result } from './retry';

/**
 * Creates a dataset, whatever others are called, and keeps it in mind, or that it may be there. A
 * failure says what may have happened.
 * @param name without white space around it; never empty
 */
export async function createDataset(caller: Caller, name: string): Promise<Result<Dataset>> {
	const request = { ...datasetsRequest(caller, 'POST'), body: { name } };
	const result = await askAkkio(caller, request, {
		// Akkio calls them otherwise here than elsewhere (fact W9).
		read: ({ dataset_id: id, dataset_name }) =>
			id ? { id: String(id), name: String(dataset_name ?? name) } : undefined,
	});
	if (result.ok) {
		await remember(caller, name, result.value);
		return result;
	}
	if (result.failure.rows === 'unknown') await remember(caller, name);
	return { ok: false, failure: withDoubt(result.failure, DOUBT) };
}

const DOUBT = 'The dataset may have been created. Look before you create it again.';
