import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Column } from '../../../append/columns';
import { isObject } from '../../../shared/answer';
import { clock } from '../../../shared/clock';
import { accountOf } from '../../../shared/credential';
import { Memory } from '../../../shared/memory';
import { askAkkio, type Caller } from '../../../shared/request';
import type { Result, Retrying } from '../../../shared/retry';

/** What Akkio says of a dataset (fact W7). */
export interface Schema {
	name?: string;
	columns: readonly Column[];
	/** Its row count; undefined if Akkio does not say. */
	rows?: number;
}

/** Columns never change once they are there (fact W11), so that a webhook's row costs one request. */
const remembered = new Memory<Schema>(clock);

/**
 * Reads a dataset's columns and row count, and remembers them if it has any columns.
 * @param again which failures are tried again; all that a read may be, unless given
 */
export async function readSchema(
	caller: Caller,
	request: IHttpRequestOptions,
	id: string,
	label: string,
	again?: Retrying['again'],
): Promise<Result<Schema>> {
	const get: IHttpRequestOptions = { ...request, method: 'GET', qs: { id }, body: undefined };
	const result = await askAkkio(caller, get, { read: schemaIn, dataset: label, again });
	if (result.ok && result.value.columns.length > 0) {
		remembered.set(await placeOf(caller, id), result.value);
	}
	return result;
}

/** What was read of a dataset not long ago, if it had columns. */
export async function rememberedSchema(caller: Caller, id: string): Promise<Schema | undefined> {
	return remembered.get(await placeOf(caller, id));
}

/** For when Akkio's answer hints that the dataset is not what it was. */
export async function forgetSchema(caller: Caller, id: string): Promise<void> {
	remembered.delete(await placeOf(caller, id));
}

/** Keys and hosts are apart, even where ids are the same. */
const placeOf = async (caller: Caller, id: string) => `${await accountOf(caller)} ${id}`;

function schemaIn({ name, rows, fields }: IDataObject): Schema {
	return {
		...(typeof name === 'string' ? { name } : {}),
		...(typeof rows === 'number' ? { rows } : {}),
		columns: (Array.isArray(fields) ? fields : [])
			.filter(isObject)
			.filter((field) => typeof field.name === 'string')
			.map((field) => ({ name: String(field.name), type: String(field.type ?? '') })),
	};
}
