import type { IDataObject } from 'n8n-workflow';

import type { NewModel } from '../support/akkio/models.mts';
import type { StandInOptions } from '../support/akkio/server.mts';
import type { Run } from '../support/engine/run';
import { useStandIn } from '../support/engine/standIn';

/** Any operation against a stand-in of its own for each test of a file. */
export function useOperations(options: Partial<StandInOptions> = {}) {
	const standIn = useStandIn(options);
	const { akkio, append, namesAndRows, settingUp } = standIn;
	return {
		...standIn,
		credential: () => settingUp({}).credential,
		/** Runs an operation, of Dataset unless given; nothing that n8n would store may hold the key. */
		operate: async (parameters: IDataObject, { items = [{}], ...more }: Partial<Run> = {}) =>
			await append({}, items, { parameters: parameters as Run['parameters'], ...more }),
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
		/** A model whose prediction tells of the row: whoever is at least 18 says yes. */
		addModel: (more: Partial<NewModel> = {}) =>
			akkio().models.add({
				name: 'Adults',
				predictFields: ['adult'],
				inputs: ['name', 'age'],
				estimate: ({ age }) => ({
					adult: Number(age) >= 18 ? { yes: 0.9, no: 0.1 } : { yes: 0.25, no: 0.75 },
				}),
				factors: { name: 0.25, age: 0.75 },
				...more,
			}).id,
	};
}
