import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { PreparedRow, Row } from '../../../nodes/Akkio/rows/preparedRow';
import type { DatasetRows } from '../../../nodes/Akkio/resources/dataset/appendRows/datasetRows';
import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { withCredential, type Credential } from '../../../nodes/Akkio/shared/credential';
import { clock } from '../../../nodes/Akkio/shared/clock';

/** Time passes only where something waits for it. */
export function useInstantClock() {
	const real = { ...clock };
	const time = { now: 0 };
	beforeEach(() => {
		clock.now = () => time.now;
		clock.sleep = async (ms) => await Promise.resolve(void (time.now += ms));
	});
	afterAll(() => Object.assign(clock, real));
	return time;
}

/** What Akkio, or the network, does with a request. */
export type Answer = { statusCode: number; headers?: object; body: unknown } | Error;

const answer = (statusCode: number, body: unknown, headers = {}) => ({ statusCode, headers, body });
const broken = (code: string) => Object.assign(new Error(code), { code });

export const OK = answer(200, { status: 'success' });
export const TOO_LARGE = answer(413, '<html>');
export const INVALID = answer(422, { detail: [{ loc: ['body', 'rows'], msg: 'bad' }] });
/** Nobody waits for a minute and more. */
export const RATE_LIMIT = answer(429, {}, { 'retry-after': '61' });
export const BUSY = answer(503, {}, { 'retry-after': '1' });
export const REJECTED = answer(400, { status: 'no' });
export const UNKNOWN = broken('ECONNRESET');
export const NO_DATASET = answer(404, { status: 'dataset not found' });
export const WRONG_KEY = answer(404, { status: 'missing or invalid API key' });
export const NOT_SENT = broken('AKKIO_NOT_SENT');

export const OPTIONS: AppendOptions = {
	...{ batchSize: 10_000, createIfNotFound: false, dryRun: false, rawItems: false },
	...{ extraFields: 'error', nestedValues: 'json', ignoreFields: new Set() },
	...{ onUnknownOutcome: 'report', output: 'items' },
};

/** Rows of a dataset with one column, `n`. */
export function groupOf(id: string, values: readonly unknown[]): DatasetRows {
	const rows = values.map((n, item): PreparedRow => {
		return { item, label: `Row ${item + 1}`, input: { n }, values: { n } };
	});
	const group = {
		...{ id, rows, columns: [], unknownFields: [], mixedColumns: [], isFirstAppend: false },
		locator: { mode: 'id', value: id, label: `'${id}'`, target: `dataset '${id}'` },
		account: 'me',
		schema: { columns: [{ name: 'n' }] },
	} as unknown as DatasetRows;
	mapToSchema(group, OPTIONS);
	for (const row of rows) row.group = group;
	return group;
}

/** Lets requests of groups go to the fake. */
export function connect(context: IExecuteFunctions, ...groups: DatasetRows[]): DatasetRows[] {
	const credential = { key: 'demo-key-1', host: 'akkio.test', account: 'me', decrypted: {} };
	const own = withCredential(context, credential as unknown as Credential);
	for (const group of groups) group.context = own;
	return groups;
}

/** From 1 on. */
export const count = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

export interface Asked {
	id: string;
	/** The values of `n`; a request that reads the dataset has none. */
	values?: unknown[];
	/** Of the rows' JSON. */
	bytes: number;
}

/** A run's context, as far as sending needs it. `respond` gives the answer to each request. */
export function fakeContext(
	respond: (asked: Asked, index: number) => Answer | Promise<Answer>,
	more: object = {},
) {
	const asked: Asked[] = [];
	const httpRequestWithAuthentication = async (_: string, { body, qs }: IHttpRequestOptions) => {
		const given = body === undefined ? qs : JSON.parse(String(body));
		const { id, rows } = given as { id: string; rows?: Row[] };
		const bytes = Buffer.byteLength(JSON.stringify(rows ?? ''));
		asked.push({ id, values: rows?.map(({ n }) => n), bytes });
		const result = await respond(asked.at(-1)!, asked.length - 1);
		if (result instanceof Error) throw result;
		return result;
	};
	const context = {
		continueOnFail: () => false,
		getExecutionCancelSignal: () => undefined,
		getNode: () => ({ name: 'Akkio', type: 'akkio', parameters: {} }),
		getNodeParameter: (_name: string, _item: number, fallback: unknown) => fallback,
		helpers: { httpRequestWithAuthentication },
		...more,
	};
	return { context: context as unknown as IExecuteFunctions, asked };
}
