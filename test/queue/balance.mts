import assert from 'node:assert/strict';

import { executions, savedExecution, type SignedIn } from '../support/n8n/executions.mts';
import type { Row } from '../support/n8n/stories.mts';
import type { Answered } from './calls.mts';

/** What was told of some calls, held against what the dataset has. Numbers are rows. */
export interface Balance {
	acknowledged: number;
	/** In calls that n8n reports as failed. */
	failed: number;
	duplicates: number;
	/** Acknowledged and not in the dataset, or in a call of which nobody reports anything. */
	lostWithoutAWord: number;
	/** In the dataset although the report rules it out. */
	thereAgainstTheReport: number;
	/** The failed calls, each with n8n's record of its execution. */
	failures: Array<{ name: string; execution: string }>;
}

export async function balance(who: SignedIn, calls: Answered[], stored: Row[]): Promise<Balance> {
	const found = new Map<string, number>();
	for (const row of stored) found.set(textOf(row), (found.get(textOf(row)) ?? 0) + 1);
	const times = (row: Row) => found.get(textOf(row)) ?? 0;
	const rowsOf = (some: Answered[]) => some.flatMap(({ rows }) => rows);

	const acknowledged = calls.filter(isAcknowledged);
	const failures = await failuresOf(
		who,
		calls.filter((call) => !isAcknowledged(call)),
	);
	const named = new Map(failures.map(({ name, execution }) => [name, execution]));
	const failed = calls.filter(({ name }) => named.has(name));
	const untold = calls.filter((call) => !isAcknowledged(call) && !named.has(call.name));
	const ruledOut = failed.filter(({ name }) => !MAY_BE_THERE.test(named.get(name)!));

	// One request carries a call, and so the order within it is the order in the dataset.
	for (const { name, rows } of acknowledged) {
		const inOrder = stored.filter(({ call }) => call === name);
		assert.deepEqual(inOrder, rows);
	}
	return {
		acknowledged: rowsOf(acknowledged).length,
		failed: rowsOf(failed).length,
		duplicates: rowsOf(calls).filter((row) => times(row) > 1).length,
		lostWithoutAWord:
			rowsOf(acknowledged).filter((row) => times(row) === 0).length + rowsOf(untold).length,
		thereAgainstTheReport: rowsOf(ruledOut).filter((row) => times(row) > 0).length,
		failures,
	};
}

const textOf = (row: Row) => JSON.stringify(row);
const MAY_BE_THERE = /may be in the dataset/;

/** Whether the answer accounts for every row, and every one as appended. */
function isAcknowledged({ status, rows, report }: Answered): boolean {
	const told = report.flatMap((item) => (item.rows as Row[] | undefined) ?? [item.row]);
	return (
		status === 200 &&
		told.length === rows.length &&
		report.every(({ outcome }) => outcome === 'appended')
	);
}

/** Those of the calls whose execution n8n keeps as failed, with an account of the rows. */
async function failuresOf(who: SignedIn, calls: Answered[]): Promise<Balance['failures']> {
	const failed = await executions(who, 'error');
	const saved = await Promise.all(failed.map(async ({ id }) => await savedExecution(who, id)));
	return calls.flatMap(({ name, status }) => {
		const its = saved.find(({ data }) => data.includes(`"${name}"`));
		return status === 500 && its && ACCOUNT.test(its.data) ? [{ name, execution: its.data }] : [];
	});
}

/** How the node's account of the rows begins. */
const ACCOUNT = /Rows? 1(–\d+)?: /;
