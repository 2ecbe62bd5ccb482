import type { NodeExecutionHint } from 'n8n-workflow';

import { batchLimits, takeBatch } from '../../../rows/batches';
import { isPending, requestsOf, type PreparedRow, type RowError } from '../../../rows/preparedRow';
import { MAX_DATASET_ROWS, NEARLY_FULL_ROWS } from '../../../shared/constants';
import { cleanName, findLookAlikes } from '../../../shared/names';
import { toHint } from '../../../shared/outputItems';
import { countOf, joinNames } from '../../../shared/text';
import type { DatasetRows } from './datasetRows';
import type { AppendOptions } from './description';

/** What became of a row, in words. */
const IN_WORDS = {
	appended: 'appended',
	notAppended: 'not appended',
	rejected: 'rejected; it is not known whether Akkio kept some of them',
	unknown:
		'sent, but Akkio did not respond; they may be in the dataset, so check there before you send them again',
	notSent: 'not sent',
};

const NO_RERUN = 'Do not re-run the workflow: it would append every row again.';

export const RETRY_ADVICE = `To send the rest, press Retry on the newest execution in the Executions list. ${NO_RERUN}`;

/** Why a row is not, or in a dry run would not be, in the dataset. */
export const failureOf = ({ error, result, group }: PreparedRow): RowError | undefined =>
	result ? result.error : (error ?? group?.error);

export const isFailed = (row: PreparedRow): boolean => failureOf(row) !== undefined;

/** Whether nobody knows if the row is in the dataset. */
export const isAmbiguous = ({ result }: PreparedRow): boolean =>
	result?.outcome === 'unknown' || result?.outcome === 'rejected';

/** What became of every row, as sentences: "Rows 1–1000: appended. Rows 1001–1500: not sent." */
export function summarizeRows(rows: readonly PreparedRow[]): string {
	const sentences: string[] = [];
	for (let from = 0, to; from < rows.length; from = to) {
		const outcome = outcomeOf(rows[from]!);
		to = from + 1;
		while (to < rows.length && outcomeOf(rows[to]!) === outcome) to++;
		const places = to - from === 1 ? `Row ${to}` : `Rows ${from + 1}–${to}`;
		sentences.push(`${places}: ${IN_WORDS[outcome]}.`);
	}
	return sentences.join(' ');
}

function outcomeOf({ result }: PreparedRow): keyof typeof IN_WORDS {
	if (!result || (result.outcome === 'notAppended' && result.request === undefined))
		return 'notSent';
	return result.outcome;
}

/** "Akkio counted 10 rows before this run and 12 now.", as far as it is known. */
export function rowCountSentence({ rowsBefore, rowsAfter }: Partial<DatasetRows> = {}): string {
	if (rowsAfter === undefined) return '';
	const before = rowsBefore === undefined ? '' : `${rowsBefore} rows before this run and `;
	return `Akkio counted ${before}${rowsAfter} now; its count may be some seconds old.`;
}

interface HintOptions extends AppendOptions {
	/** Those of 'Ignore Fields' that some row had. */
	foundIgnoreFields: ReadonlySet<string>;
	/** How many items each gave the rows typed as JSON; 0 where none were typed. */
	itemsOfJson: number;
}

/** What a run has to say below its output: what it did first, then what cannot be undone, then the rest. */
export function hintsOf(
	groups: readonly DatasetRows[],
	rows: readonly PreparedRow[],
	options: HintOptions,
): NodeExecutionHint[] {
	const hints = [
		options.dryRun ? dryRunHint(groups, rows, options) : sentHint(groups, rows),
		repeatedHint(rows, options),
		extraFieldsHint(groups, options),
		ignoreFieldsHint(options),
		...groups.flatMap((group) => columnHints(group, options)),
		...groups.map(nearlyFullHint),
	];
	return hints.filter((hint) => hint !== undefined).map(toHint);
}

function sentHint(
	groups: readonly DatasetRows[],
	rows: readonly PreparedRow[],
): string | undefined {
	if (groups.length === 0) return undefined;
	const counts = { appended: 0, notAppended: 0, rejected: 0, unknown: 0 };
	for (const { result } of rows) counts[result?.outcome ?? 'notAppended']++;
	const requests = requestsOf(rows).length;
	const inRequests = requests > 1 ? ` in ${countOf(requests, 'request')}` : '';
	const failed = rows.filter(isFailed).map(({ label }) => label);
	const rest = [
		[counts.notAppended, 'not appended'],
		[counts.rejected, 'rejected'],
		[counts.unknown, 'of unknown outcome'],
	] as const;
	return [
		`Appended ${countOf(counts.appended, 'row')} to ${nameOf(groups)}${inRequests}`,
		...rest
			.filter(([count]) => count > 0)
			.map(([count, what]) => `${countOf(count, 'row')} ${what}`),
		...(failed.length > 0 && failed.length <= MAX_NAMED_ROWS
			? [`Look for ${joinNames(failed, MAX_NAMED_ROWS)}`]
			: []),
		// n8n offers no Retry where a hint is shown: the execution goes on.
		...(rest.some(([count]) => count > 0) && counts.appended > 0 ? [NO_RERUN] : []),
	].join('. ');
}

function dryRunHint(
	groups: readonly DatasetRows[],
	rows: readonly PreparedRow[],
	options: AppendOptions,
): string {
	const sendable = groups.filter(({ error }) => !error);
	const count = sendable.reduce((sum, group) => sum + group.rows.filter(isPending).length, 0);
	const requests = sendable.reduce((sum, group) => sum + countBatches(group, options), 0);
	const isMissing = sendable.some(({ id }) => id === undefined);
	const created = isMissing ? `, ${groups.length > 1 ? 'some of ' : ''}which would be created` : '';
	const failed = rows.length - count;
	const rest = failed > 0 ? `; ${countOf(failed, 'row')} would fail` : '';
	const where = groups.length > 0 ? ` to ${nameOf(groups)}${created}` : '';
	return `Dry run, nothing was sent: ${countOf(count, 'row')} would be appended in ${countOf(requests, 'request')}${where}${rest}`;
}

function countBatches(group: DatasetRows, options: AppendOptions): number {
	const rows = group.rows.filter(isPending);
	let batches = 0;
	for (let at = 0; at < rows.length; batches++) {
		at += takeBatch(rows, at, batchLimits(options), group.toRecord).rows.length;
	}
	return batches;
}

/** Who types rows once may not expect them once for each incoming item. */
function repeatedHint(
	rows: readonly PreparedRow[],
	{ itemsOfJson }: HintOptions,
): string | undefined {
	if (itemsOfJson < 2) return undefined;
	const each = countOf(rows.length / itemsOfJson, 'row');
	return `${each} × ${itemsOfJson} incoming items. To append them once, turn on 'Execute Once' in the node's settings`;
}

function extraFieldsHint(
	groups: readonly DatasetRows[],
	{ extraFields }: AppendOptions,
): string | undefined {
	const fields = [...new Set(groups.flatMap(({ unknownFields }) => unknownFields))];
	if (fields.length === 0 || extraFields === 'error') return undefined;
	const what = extraFields === 'ignore' ? 'ignored' : 'sent anyway';
	return `${countOf(fields.length, 'field')} ${what}: ${joinNames(fields, MAX_NAMES)}`;
}

function ignoreFieldsHint({ ignoreFields, foundIgnoreFields }: HintOptions): string | undefined {
	const missing = [...ignoreFields].filter((name) => name !== '' && !foundIgnoreFields.has(name));
	if (missing.length === 0) return undefined;
	return `No item has the field${missing.length > 1 ? 's' : ''} in 'Ignore Fields': ${joinNames(missing, MAX_NAMES)}`;
}

function columnHints(group: DatasetRows, { dryRun }: AppendOptions): Array<string | undefined> {
	const { columns, mixedColumns, rows, isFirstAppend } = group;
	const isSet = dryRun || rows.some(({ result }) => result?.outcome === 'appended');
	const missing = missingColumnsSentence(rows);
	if (!isSet) return [missing];
	if (!isFirstAppend) return [missing, emptyColumnsHint(group)];
	const alike = findLookAlikes(columns).map((pair) =>
		pair.map((name) => `'${name}'`).join(' and '),
	);
	return [
		`These rows ${dryRun ? 'would set' : 'set'} the columns of ${nameOf([group])} permanently: ${joinNames(columns, MAX_NAMES)}`,
		mixedColumns.length === 0
			? undefined
			: `Numbers in some rows and text in others: ${joinNames(mixedColumns, MAX_NAMES)}. Akkio chooses one type for a column, so check these values.`,
		alike.length === 0
			? undefined
			: `These names look alike, so check that they are different columns: ${joinNames(alike, MAX_NAMES)}`,
		missing,
	];
}

function emptyColumnsHint({ rows, columns }: DatasetRows): string | undefined {
	const unseen = new Map(columns.map((name) => [cleanName(name), name]));
	for (const { values } of rows) {
		if (unseen.size === 0) return undefined;
		for (const [field, name] of unseen) {
			if ((values?.[field] ?? values?.[name] ?? null) !== null) unseen.delete(field);
		}
	}
	const empty = [...unseen.values()];
	if (empty.length === 0) return undefined;
	return `${countOf(empty.length, 'column')} left empty: ${joinNames(empty, MAX_NAMES)}`;
}

/** Which values of rows that were appended may not be there. */
export function missingColumnsSentence(rows: readonly PreparedRow[]): string | undefined {
	if (!rows.some(({ result }) => result?.missingColumns)) return undefined;
	const names = [...new Set(rows.flatMap(({ result }) => result?.missingColumns ?? []))];
	return `Akkio does not show these columns, so check later whether their values arrived: ${joinNames(names, MAX_NAMES)}`;
}

function nearlyFullHint(group: DatasetRows): string | undefined {
	const rows = (group.schema?.rowCount ?? 0) + group.rows.length;
	if (rows < NEARLY_FULL_ROWS) return undefined;
	return `With these rows ${nameOf([group])} has ${rows.toLocaleString('en')} rows. Akkio holds ${MAX_DATASET_ROWS.toLocaleString('en')} without an add-on.`;
}

const MAX_NAMES = 20;
/** A hint is one line or two. */
const MAX_NAMED_ROWS = 10;

function nameOf(groups: readonly DatasetRows[]): string {
	const [group] = groups;
	if (groups.length > 1) return countOf(groups.length, 'dataset');
	if (group!.name !== undefined) return `'${group!.name}'`;
	const { label } = group!.locator;
	return label.startsWith("'") ? label : `the dataset ${label}`;
}
