import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { jsonValue, rowOf, rowsOf } from './arbitrary';
import { DOCUMENTS } from './oddities';

/** An item and the rows that it ought to give, or what the node says instead of reading any. */
export interface Sample {
	json: IDataObject;
	rows: readonly unknown[] | { complaint: string };
	/** Whether the rows came as a list, be it a list of one. */
	isList?: boolean;
}

/** An item, and the rows in it: n8n's own triggers wrap what they received. */
export const item: fc.Arbitrary<Sample> = fc
	.tuple(
		fc.constantFrom('plain', 'plain', 'plain', 'webhook', 'form', 'report'),
		rowOf({ isGuarded: true }),
		fc.oneof(rowsOf({ isGuarded: true }), jsonValue({ isGuarded: true })),
	)
	.map(([shape, row, body]): Sample => {
		const isList = Array.isArray(body);
		if (shape === 'webhook') return { json: webhook(body), rows: isList ? body : [body], isList };
		if (shape === 'form') return { json: { ...row, ...FORM } as IDataObject, rows: [row] };
		if (shape === 'report') return { json: { ...REPORT, row } as IDataObject, rows: [row] };
		return { json: row as IDataObject, rows: [row] };
	});

const webhook = (body: unknown) =>
	({
		...{ headers: { host: 'localhost' }, params: {}, query: {}, body },
		...{ webhookUrl: 'http://localhost/webhook/x', executionMode: 'production' },
	}) as IDataObject;
const FORM = { submittedAt: '2026-11-24T00:00:00.000+00:00', formMode: 'production' };
const REPORT = { outcome: 'appended', datasetId: 'abc', rowCount: 1, request: 1 };

/** n8n's expressions do not hand on every name; what of them comes through is a row like any other. */
export const unguarded = { isGuarded: false };

/** What may be given as rows. */
export const rowsOrAnything = fc.oneof(
	{ weight: 2, arbitrary: rowOf(unguarded) },
	{ weight: 4, arbitrary: rowsOf(unguarded) },
	{ weight: 1, arbitrary: jsonValue(unguarded) },
	{ weight: 1, arbitrary: fc.constantFrom(...DOCUMENTS) },
);

/** What an expression gives may itself be text, as from a model. */
export function sampleOf(given: unknown, json: IDataObject): Sample {
	if (given === null || (typeof given === 'string' && given.trim() === '')) {
		return { json, rows: { complaint: "'Rows' is empty" } };
	}
	if (typeof given !== 'string') return parsed(given, json);
	try {
		return parsed(JSON.parse(given), json);
	} catch {
		return { json, rows: { complaint: "'Rows' is not JSON" } };
	}
}

/** What JSON text gives, once it is read. */
export function parsed(given: unknown, json: IDataObject): Sample {
	const isList = Array.isArray(given);
	return { json, rows: isList ? given : [given], isList };
}
