import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { any, name, objectOf, unguarded } from './arbitrary';

/** An item and the rows that it ought to give, or what the node says instead of reading any. */
export interface Sample {
	json: IDataObject;
	rows: readonly unknown[] | { reason: string };
	/** Whether the rows came as a list, be it a list of one. */
	isList?: boolean;
}

const OWN = ['headers', 'params', 'query', 'body', 'webhookUrl', 'executionMode', 'jwtPayload'];
const isOwn = (field: string) => OWN.includes(field);

/** Fields that an Edit Fields node added: most workflows add none. */
const added = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({}) },
	{
		weight: 1,
		arbitrary: objectOf(
			name.filter((one) => !isOwn(one)),
			fc.constant('added'),
			2,
		),
	},
);

const isEmpty = (value: unknown) =>
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(typeof value === 'object' && Object.keys(value).length === 0);

/** Text that is JSON is that. */
function parseOr(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** A webhook's item: its row is its body, or its query where that is empty. */
const webhook = fc
	.record({
		body: fc.oneof(any.row, any.rows, any.value),
		isText: fc.boolean(),
		query: fc.oneof(fc.constant({}), fc.constant({ q: '1' })),
		hasJwt: fc.boolean(),
		executionMode: fc.constantFrom('production', 'test'),
		removed: fc.constantFrom(undefined, 'headers', 'params', 'query', 'webhookUrl'),
		added,
	})
	.map(({ body, isText, query, hasJwt, executionMode, removed, added: more }): Sample => {
		const isJson = typeof body === 'object' && body !== null;
		const call = {
			...{ headers: { host: 'n8n.example', authorization: 'Bearer secret' }, params: {}, query },
			body: isText && isJson ? JSON.stringify(body, null, 1) : body,
			...{ webhookUrl: 'https://n8n.example/webhook/x', executionMode },
			...(hasJwt && { jwtPayload: { sub: 'ada' } }),
			...more,
		} as IDataObject;
		if (removed) delete call[removed];
		const received = typeof body === 'string' && /^[[{]/.test(body) ? parseOr(body) : body;
		const hasQuery = removed !== 'query' && isEmpty(received) && !Array.isArray(received);
		return withAdded(hasQuery ? query : received, more, call);
	});

/** Fields that the workflow added go into the row, and cannot go into a list. */
function withAdded(given: unknown, more: Record<string, unknown>, json: IDataObject): Sample {
	const names = Object.keys(more);
	if (Array.isArray(given)) {
		if (names.length === 0) return { json, rows: given, isList: true };
		return { json, rows: { reason: 'has fields beside its array of rows' } };
	}
	const isObject = typeof given === 'object' && given !== null;
	if (isObject) return { json, rows: [{ ...given, ...more }] };
	return { json, rows: [isEmpty(given) && names.length > 0 ? more : given] };
}

/** A form's item: n8n's own fields are left out, whichever of them there are. */
const form = fc
	.tuple(any.row, fc.subarray(['formQueryParameters', 'headers', 'user']))
	.map(([row, names]): Sample => {
		const own = Object.fromEntries(names.map((one) => [one, { utm_source: 'x' }]));
		const always = { submittedAt: '2026-11-24T00:00:00.000+00:00', formMode: 'production' };
		return { json: { ...row, ...always, ...own } as IDataObject, rows: [row] };
	});

/** An item, and the rows in it: n8n's own triggers wrap what they received. */
export const item: fc.Arbitrary<Sample> = fc.oneof(
	{
		weight: 3,
		arbitrary: any.row.map((row): Sample => ({ json: row as IDataObject, rows: [row] })),
	},
	{ weight: 2, arbitrary: webhook },
	{ weight: 1, arbitrary: form },
);

/** What may be given as rows, and text that is for nothing. */
export const rowsOrAnything = fc.oneof(
	{ weight: 2, arbitrary: unguarded.row },
	{ weight: 4, arbitrary: unguarded.rows },
	{ weight: 1, arbitrary: unguarded.value },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			...['', ' \n', '7', 'null', '[]', '[[]]', '[1,]', '{"name": 1, "name": 2}'],
			...['\ufeff{"name": 1}', '```json\n[{"name": 1}]\n```', '{"name": 9007199254740993}'],
		),
	},
);

/** What an expression gives may itself be text, as from a model. */
export function sampleOf(given: unknown, json: IDataObject): Sample {
	if (given === null || (typeof given === 'string' && given.trim() === '')) {
		return { json, rows: { reason: "'Rows' is empty" } };
	}
	if (typeof given !== 'string') return parsed(given, json);
	if (given.includes('9007199254740993') || given.includes('"name": 2')) {
		return { json, rows: { reason: "'Rows' has" } };
	}
	try {
		const text = given.replace(/^\ufeff/, '').replace(/^```json\n(.*)\n```$/, '$1');
		return parsed(JSON.parse(text), json);
	} catch {
		return { json, rows: { reason: "'Rows' is not JSON" } };
	}
}

/** What JSON text gives, once it is read. */
export function parsed(given: unknown, json: IDataObject): Sample {
	const isList = Array.isArray(given);
	return { json, rows: isList ? given : [given], isList };
}
