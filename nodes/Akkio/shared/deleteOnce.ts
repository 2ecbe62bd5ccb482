import type { IDataObject } from 'n8n-workflow';

import type { Kind } from './locator';
import type { Write } from './operation';
import type { Result } from './retry';

/** Deletes what the item chose; what several items of a run choose is deleted once. */
export const deleteOnce =
	(kind: Kind) =>
	async ({ id = '', written, send }: Write): Promise<Result<IDataObject[]>> => {
		const earlier = written.get(id);
		if (earlier !== undefined) {
			const note = `Already deleted for item ${earlier + 1} of this run`;
			return { ok: true, value: [{ deleted: true, id, note }] };
		}
		const result = await send();
		if (result.ok || result.error.outcome !== 'unknown') return result;
		const note = `The ${kind} may have been deleted. Check in Akkio before you delete it again.`;
		return {
			ok: false,
			error: { ...result.error, description: `${note} ${result.error.description}` },
		};
	};
