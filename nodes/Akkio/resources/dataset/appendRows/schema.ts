import { isPending } from '../../../rows/preparedRow';
import { TtlCache } from '../../../shared/cache';
import { clock } from '../../../shared/clock';
import { PARSING_POLL_MS, PARSING_WAIT_MS, SENT_COLUMNS_TTL_MS } from '../../../shared/constants';
import { getDataset, toColumns, type Column } from '../../../shared/datasets';
import type { RequestError } from '../../../shared/errors';
import { acquireLock, withLock } from '../../../shared/mutex';
import { cleanName } from '../../../shared/names';
import type { Result } from '../../../shared/retry';
import type { DatasetRows } from './datasetRows';

/** What Akkio says of a dataset (fact W7). */
export interface Schema {
	name?: string;
	/** Empty before the first append, and while Akkio parses it (fact W15). */
	columns: readonly Column[];
	/** Its row count, which may be some seconds old; undefined if Akkio does not say. */
	rowCount?: number;
}

/** Columns never change once they are there (fact W11), so that a webhook's row costs one request. */
const schemas = new TtlCache<Schema>();

/** A first append of this process. */
interface FirstAppend {
	columns: readonly string[];
	isAcknowledged: boolean;
	endedAt: number;
}

/** The columns that this process has set, while Akkio still parses them and shows none (fact W15). */
const firstAppends = new TtlCache<FirstAppend>(SENT_COLUMNS_TTL_MS);

const cacheKeyOf = ({ account, id }: DatasetRows) => `${account} ${id}`;

/** Finds out about the columns of each dataset. */
export async function loadSchemas(groups: readonly DatasetRows[]): Promise<void> {
	for (const group of groups) {
		if (group.id !== undefined && !group.error) await loadSchema(group);
	}
}

async function loadSchema(group: DatasetRows): Promise<void> {
	group.schemaReadAt = clock.now();
	// One request for a webhook's row; more rows are worth another look at the columns.
	const pending = group.rows.filter(isPending);
	const known = pending.length === 1 ? schemas.get(cacheKeyOf(group)) : undefined;
	group.schema = known ?? (await fetchParsedSchema(group));
	group.name = group.schema?.name ?? group.name;
	if (!known) group.rowsBefore ??= group.schema?.rowCount;
}

/**
 * Takes the lock around the first append to a dataset, which sets its columns permanently. Looks again
 * where another run has set them, or tried to, since this one looked: then rows are to be mapped anew.
 */
export async function lockFirstAppend(
	group: DatasetRows,
): Promise<{ release: () => void; isStale: boolean }> {
	const cacheKey = cacheKeyOf(group);
	const signal = group.context.getExecutionCancelSignal();
	const release = await acquireLock(`first append ${cacheKey}`, signal);
	const latest = firstAppends.get(cacheKey);
	const isStale = latest !== undefined && latest.endedAt >= group.schemaReadAt!;
	if (isStale) await loadSchema(group);
	return { release, isStale };
}

/** The dataset's columns; what this process has sent counts as long as Akkio shows none. */
async function fetchParsedSchema(group: DatasetRows): Promise<Schema | undefined> {
	const sentColumns = () => {
		const sent = firstAppends.get(cacheKeyOf(group));
		return sent?.isAcknowledged ? sent.columns : undefined;
	};
	const isParsed = ({ columns, rowCount }: Schema) => columns.length > 0 || !rowCount;
	const result = await fetchUntil(
		group,
		clock.now() + PARSING_WAIT_MS,
		(schema) => isParsed(schema) || sentColumns() !== undefined,
	);
	if (!result.ok) {
		group.error = result.error;
		return undefined;
	}
	const schema = result.value;
	const sent = schema.columns.length > 0 ? undefined : sentColumns();
	group.hasUnseenColumns = sent !== undefined;
	if (sent) return { ...schema, columns: sent.map((name) => ({ name })) };
	if (isParsed(schema)) return schema;
	group.error = stillParsing(group);
	return undefined;
}

/** Reads the dataset again until it is as wanted, at the deadline at the latest. */
async function fetchUntil(
	group: DatasetRows,
	deadline: number,
	isDone: (schema: Schema) => boolean,
): Promise<Result<Schema>> {
	const signal = group.context.getExecutionCancelSignal();
	for (;;) {
		const result = await fetchSchema(group);
		if (!result.ok || isDone(result.value)) return result;
		if (clock.now() >= deadline || signal?.aborted) return result;
		await clock.sleep(PARSING_POLL_MS, signal);
	}
}

async function fetchSchema(group: DatasetRows): Promise<Result<Schema>> {
	const { context, id, locator } = group;
	const result = await getDataset(context, id!, locator.target);
	if (!result.ok) return result;
	const { name, rows, fields } = result.value;
	const schema: Schema = {
		...(typeof name === 'string' ? { name } : {}),
		...(typeof rows === 'number' ? { rowCount: rows } : {}),
		columns: toColumns(fields),
	};
	if (schema.columns.length > 0) schemas.set(cacheKeyOf(group), schema);
	return { ok: true, value: schema };
}

const stillParsing = ({ locator }: DatasetRows): RequestError => ({
	name: 'stillParsing',
	outcome: 'notAppended',
	fatalFor: 'dataset',
	neverSent: true,
	message: `Akkio is still parsing the first rows of ${locator.target}`,
	description: 'Its columns are not known yet. Run this again in a minute.',
});

/** For when Akkio's response hints that the dataset is not what it was. */
export const forgetSchema = (group: DatasetRows): void => schemas.delete(cacheKeyOf(group));

/** To be called when an append that may set the columns is over. */
export function recordFirstAppend(group: DatasetRows, isAcknowledged: boolean): void {
	const cacheKey = cacheKeyOf(group);
	const known = firstAppends.get(cacheKey);
	const first = known?.isAcknowledged ? known : { columns: group.columns, isAcknowledged };
	firstAppends.set(cacheKey, { ...first, endedAt: clock.now() });
}

/**
 * Compares the columns that this process has set with those that Akkio shows, once it shows any: another
 * n8n may have set others at the same moment. What is missing is part of the rows' results, and so of
 * every later try's report, too.
 */
export async function verifyColumns(group: DatasetRows): Promise<void> {
	const cacheKey = cacheKeyOf(group);
	const signal = group.context.getExecutionCancelSignal();
	const deadline = clock.now() + PARSING_WAIT_MS;
	// One run waits for Akkio; the others then know what it was shown.
	const columns = await withLock(`parsing ${cacheKey}`, signal, async () => {
		const known = schemas.get(cacheKey);
		if (known) return known.columns;
		const hasColumns = (schema: Schema) => schema.columns.length > 0;
		const result = await fetchUntil(group, deadline, hasColumns);
		return result.ok ? result.value.columns : [];
	});
	const shown = new Set(columns.map((column) => cleanName(column.name)));
	const missingColumns = group.columns.filter((column) => !shown.has(cleanName(column)));
	if (missingColumns.length === 0) return;
	for (const { result } of group.rows) {
		if (result?.outcome === 'appended') result.missingColumns = missingColumns;
	}
}

/** Reads the row count again, where rows may have arrived without Akkio saying so. */
export async function countRowsAfter(group: DatasetRows): Promise<void> {
	if (group.context.getExecutionCancelSignal()?.aborted) return;
	const result = await fetchSchema(group);
	if (result.ok) group.rowsAfter = result.value.rowCount;
}
