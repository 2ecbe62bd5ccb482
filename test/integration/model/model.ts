import type { IDataObject } from 'n8n-workflow';

import type { NewModel } from '../../support/akkio/models.mts';
import type { StandInOptions } from '../../support/akkio/server.mts';
import type { Run } from '../../support/engine/run';
import { byId } from '../../support/engine/standIn';
import { useDatasets } from '../dataset/operate';

/** Model's operations against a stand-in of its own for each test of a file. */
export function useModels(options: Partial<StandInOptions> = {}) {
	const standIn = useDatasets(options);
	const operate = async (parameters: IDataObject, more: Partial<Run> = {}) =>
		await standIn.operate({ resource: 'model', ...parameters }, more);
	return {
		...standIn,
		operate,
		/** A model whose prediction tells of the row: whoever is at least 18 says yes. */
		addModel: (more: Partial<NewModel> = {}) =>
			standIn.akkio().models.add({
				name: 'Adults',
				predictFields: ['adult'],
				inputs: ['name', 'age'],
				estimate: ({ age }) => ({
					adult: Number(age) >= 18 ? { yes: 0.9, no: 0.1 } : { yes: 0.25, no: 0.75 },
				}),
				factors: { name: 0.25, age: 0.75 },
				...more,
			}).id,
		predict: async (
			id: string,
			items: IDataObject[],
			parameters: IDataObject = {},
			more: Partial<Run> = {},
		) =>
			await operate({ operation: 'predict', model: byId(id), ...parameters }, { items, ...more }),
	};
}

export const YES = {
	...{ target: 'adult', value: 'yes', probability: 0.9 },
	probabilities: { yes: 0.9, no: 0.1 },
};
export const NO = {
	...{ target: 'adult', value: 'no', probability: 0.75 },
	probabilities: { yes: 0.25, no: 0.75 },
};
