import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Context } from './context';
import { getByName } from './findByName';
import { toNodeApiError } from './nodeErrors';
import { akkioRequest } from './request';
import { isObject } from './text';

/** A model as Akkio lists it (fact M1); what was trained over the API also has `predict_fields`. */
export interface Model extends IDataObject {
	id: string;
	name: string;
	/** "2023-03-31 16:57:22.040000+00:00" */
	created_at?: string;
}

/**
 * Every model of the organization, newest first, then by id.
 * @param itemIndex the item to blame, from 0
 * @throws NodeApiError in the words of ERRORS
 */
export async function listModels(context: Context, itemIndex?: number): Promise<Model[]> {
	const request: IHttpRequestOptions = { method: 'GET', url: '/models' };
	const parse = ({ models }: IDataObject) => (Array.isArray(models) ? toModels(models) : undefined);
	const result = await akkioRequest(context, request, { parse });
	if (!result.ok) throw toNodeApiError(context, result.error, itemIndex);
	return result.value;
}

/** The models in Akkio's list, newest first. */
export function toModels(listed: readonly unknown[]): Model[] {
	const date = ({ created_at }: Model) => Date.parse(String(created_at)) || 0;
	return listed
		.filter(isObject)
		.filter(({ id }) => typeof id === 'string' && id !== '')
		.map((model) => ({ ...model, name: String(model.name ?? '') }) as Model)
		.sort((a, b) => date(b) - date(a) || (a.id < b.id ? -1 : 1));
}

/**
 * The model of this name, as `findByName` finds it.
 * @throws NodeOperationError if there is none, or several share the name
 */
export const getModelByName = async (
	context: Context,
	name: string,
	itemIndex: number,
): Promise<Model> => {
	const listed = await listModels(context, itemIndex);
	return getByName(context, 'model', name, listed, itemIndex);
};
