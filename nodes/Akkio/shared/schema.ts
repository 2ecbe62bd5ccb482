import type { IDataObject } from 'n8n-workflow';

import { isObject } from './text';

/** A dataset's column, with Akkio's word for its type (fact W8). */
export interface Column {
	name: string;
	type?: string;
}

/** What Akkio says of a dataset (fact W7). */
export interface Schema {
	name?: string;
	/** Empty before the first append, and while Akkio parses it (fact W15). */
	columns: readonly Column[];
	/** Its row count, which may be some seconds old; undefined if Akkio does not say. */
	rowCount?: number;
}

export function parseSchema({ name, rows, fields }: IDataObject): Schema {
	return {
		...(typeof name === 'string' ? { name } : {}),
		...(typeof rows === 'number' ? { rowCount: rows } : {}),
		columns: (Array.isArray(fields) ? fields : [])
			.filter(isObject)
			.filter((field) => typeof field.name === 'string')
			.map((field) => ({ name: String(field.name), type: String(field.type ?? '') })),
	};
}

/** Akkio's numeric types (fact W8). */
export const isNumericType = (type: unknown): boolean =>
	type === 'integer' || type === 'float' || type === 'number';
