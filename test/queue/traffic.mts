import assert from 'node:assert/strict';

import fc from 'fast-check';

import { mostInASecond, type ReceivedRequest } from '../support/akkio/requests.mts';
import { listExecutions, readExecution } from '../support/n8n/executions.mts';
import type { Row } from '../support/n8n/workflow.mts';
import type { Cluster } from './cluster.mts';

const SEED = 6;
/** Rows in a call: as a form's, or as a batch from another program. */
const MAX_ROWS = 50;

/** One call of the webhook. Each row names its call. */
interface Call {
	name: string;
	rows: Row[];
	/** The HTTP status of the answer. */
	status: number;
	/** The items of the answer, where the workflow succeeded. */
	report: Row[];
}

/** What was reported about some calls, compared with what the dataset has. Numbers are rows. */
export interface Traffic {
	duplicates: number;
	/** Acknowledged and not in the dataset, or in a call that nothing reports about. */
	lost: number;
	/** In the dataset although the report rules it out. */
	falselyExcluded: number;
	/** What n8n keeps of each failed call's execution. */
	failures: string[];
	requests: ReceivedRequest[];
	/** The figures, for a person. */
	summary: string;
}

/** Makes so many calls at once, of 1 to 50 rows each, and compares the reports with the dataset. */
export async function sendTraffic(cluster: Cluster, name: string, count: number): Promise<Traffic> {
	const { akkio } = cluster;
	const before = { requests: akkio.requests.length, refused: akkio.rate.refused };
	const started = Date.now();
	const calls = await makeCalls(cluster, name, count);
	const seconds = (Date.now() - started) / 1000;

	const counts = new Map<string, number>();
	const times = (row: Row) => counts.get(JSON.stringify(row)) ?? 0;
	for (const row of cluster.stored()) counts.set(JSON.stringify(row), times(row) + 1);
	const acknowledged = calls.filter(isAcknowledged);
	// One request carries a call, so the order within it is the order in the dataset.
	for (const { name, rows } of acknowledged) {
		const stored = cluster.stored().filter(({ call }) => call === name);
		assert.deepEqual(stored, rows);
	}
	const others = calls.filter((call) => !isAcknowledged(call));
	const failed = await findFailures(cluster, others);
	const unreported = calls.length - acknowledged.length - failed.length;
	const excluded = failed.filter(({ execution }) => !/may be in the dataset/.test(execution));
	const rowsOf = (some: Call[]) => some.flatMap(({ rows }) => rows);
	const reported = [...acknowledged, ...failed];

	const duplicates = rowsOf(calls).filter((row) => times(row) > 1).length;
	const lost =
		rowsOf(acknowledged).filter((row) => times(row) === 0).length +
		rowsOf(calls.filter((call) => !reported.some(({ name }) => name === call.name))).length;
	const requests = akkio.requests.slice(before.requests);
	return {
		...{ duplicates, lost, requests },
		falselyExcluded: rowsOf(excluded).filter((row) => times(row) > 0).length,
		failures: failed.map(({ execution }) => execution),
		summary: [
			`${count} calls, ${rowsOf(calls).length} rows, ${seconds.toFixed(1)} s`,
			`acknowledged ${rowsOf(acknowledged).length}`,
			`reported as failed ${rowsOf(failed).length}, in ${failed.length} calls`,
			`calls without a report ${unreported}, duplicates ${duplicates}, lost ${lost}`,
			`requests ${requests.length}, most in a sliding second ${mostInASecond(requests)}`,
			`429s ${akkio.rate.refused - before.refused}`,
		].join('; '),
	};
}

/** The same calls at every run: the seed decides how many rows each of them has. */
async function makeCalls(cluster: Cluster, name: string, count: number): Promise<Call[]> {
	const size = fc.noBias(fc.integer({ min: 1, max: MAX_ROWS }));
	return await Promise.all(
		fc.sample(size, { numRuns: count, seed: SEED }).map(async (size, number) => {
			const call = `${name} ${number}`;
			const rows = Array.from({ length: size }, (_, n) => ({ call, n }));
			const response = await cluster.post(rows);
			const body = await response.json();
			const report = response.ok ? (body as Row[]) : [];
			return { name: call, rows, status: response.status, report };
		}),
	);
}

/** Whether the answer reports every row, and every one as appended. */
function isAcknowledged({ status, rows, report }: Call): boolean {
	const reported = report.flatMap((item) => (item.rows as Row[] | undefined) ?? [item.row]);
	const isAppended = report.every(({ outcome }) => outcome === 'appended');
	return status === 200 && reported.length === rows.length && isAppended;
}

/** How the node's account of the rows begins. */
const ACCOUNT = /Rows? 1(–\d+)?: /;

/** Those of the calls whose execution n8n keeps as failed, with an account of the rows. */
async function findFailures({ main }: Cluster, calls: Call[]) {
	const listed = await listExecutions(main, 'error');
	const executions = await Promise.all(
		listed.map(async ({ id }) => (await readExecution(main, id)).text),
	);
	return calls.flatMap((call) => {
		const execution = executions.find((text) => text.includes(`"${call.name}"`));
		const isReported = call.status === 500 && execution && ACCOUNT.test(execution);
		return isReported ? [{ ...call, execution }] : [];
	});
}
