import type { IDataObject } from 'n8n-workflow';

import type { StandInOptions } from '../../support/akkio/server.mts';
import { run, type Ran, type Run } from '../../support/engine/run';
import { spellingsIn } from '../../support/engine/secrets.mts';
import { KEY, useStandIn } from '../../support/engine/standIn';

export { jsonOf } from '../../support/engine/standIn';

/** Dataset's operations against a stand-in of its own for each test of a file. */
export function useDatasets(options: Partial<StandInOptions> = {}) {
	const standIn = useStandIn(options);
	const { akkio, namesAndRows } = standIn;
	const credential = () => ({ apiKey: KEY, baseUrl: akkio().baseUrl });
	return {
		...standIn,
		credential,
		/** Runs an operation; nothing that n8n would store may hold the key. */
		async operate(parameters: IDataObject, more: Partial<Run> = {}): Promise<Ran> {
			const given = parameters as Run['parameters'];
			const ran = await run({ credential: credential(), parameters: given, ...more });
			expect(spellingsIn(ran.stored, KEY)).toEqual([]);
			return ran;
		},
		/** The names of all datasets, oldest first. */
		names: () => namesAndRows().map(([name]) => name),
		/** What was asked since this was called last: the method, and the name or ID that it was for. */
		requests: () =>
			akkio()
				.requests.splice(0)
				.map(({ method, query, body }) => {
					const { id, name } = { ...query, ...(body as object) } as IDataObject;
					return [method, id ?? name].filter(Boolean).join(' ');
				}),
	};
}
