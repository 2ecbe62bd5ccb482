import { isExpression, type IExecuteFunctions } from 'n8n-workflow';

import { getItemCredentials, withCredential, type Credential } from '../shared/credential';
import { classifyError, type ErrorContext, type RequestError } from '../shared/errors';
import { locatorValue, readLocator, type Kind, type Locator } from '../shared/locator';
import { isObject } from '../shared/text';
import { readExpressions } from './expressions';
import { toRowError, type PreparedRow, type Row } from './preparedRow';

/** The rows of a run for one dataset or model, and what is known of it. */
export interface RowGroup {
	/** In the items' order; some may be invalid, or were sent by an earlier try. */
	rows: PreparedRow[];
	locator: Locator;
	/** The run's, with the credential of these rows. */
	context: IExecuteFunctions;
	/** As `Credential.account`; empty if there is no credential. */
	account: string;
	/** Undefined until it is found, and in a dry run for a dataset that would be created. */
	id?: string;
	name?: string;
	/** Why nothing can be sent. */
	error?: RequestError;
	/** A row as it is sent. */
	toRecord(row: PreparedRow): Row;
}

/**
 * Groups the rows by what their items name in the parameter of this kind, and by credential, in the order
 * of their first rows. Rows whose item names none get an error. Nothing is asked of Akkio.
 */
export async function groupRows<T extends RowGroup>(
	context: IExecuteFunctions,
	kind: Kind,
	rows: readonly PreparedRow[],
	complete: (group: RowGroup) => T,
): Promise<T[]> {
	const read = locatorReader(context, kind);
	const credentialOf = await getItemCredentials(context, context.getInputData().length);
	const groups = new Map<string, T>();
	const groupOf = (parameter: unknown, credential: Credential | ErrorContext, item: number) => {
		const locator = readLocator(context, kind, parameter, item);
		const account = 'key' in credential ? credential.account : '';
		const key = `${account} ${locator.mode} ${locator.value}`;
		const known = groups.get(key);
		if (known) return known;
		const group = complete({
			rows: [],
			locator,
			account,
			name: locator.mode === 'name' ? locator.value : undefined,
			toRecord: ({ values }) => values!,
			...('key' in credential
				? { context: withCredential(context, credential) }
				: { context, error: classifyError(credential) }),
		});
		groups.set(key, group);
		return group;
	};
	/** Mostly all items choose the same one. */
	let last: { parameter: unknown; credential: unknown; group: T } | undefined;
	for (const row of rows) {
		if (row.error && !row.result) continue;
		try {
			const parameter = read(row.item);
			const credential = credentialOf(row.item);
			if (!last || last.parameter !== parameter || last.credential !== credential) {
				last = { parameter, credential, group: groupOf(parameter, credential, row.item) };
			}
			row.group = last.group;
			last.group.rows.push(row);
		} catch (thrown) {
			setError(context, row, thrown);
		}
	}
	return [...groups.values()];
}

/**
 * Finds the id of each group once. Rows whose dataset or model is not found get an error; groups that turn
 * out to be for the same one become one.
 * @param findId throws if there is none
 */
export async function resolveGroups<T extends RowGroup>(
	context: IExecuteFunctions,
	groups: readonly T[],
	findId: (group: T, itemIndex: number) => Promise<string | undefined>,
): Promise<T[]> {
	const resolved = new Map<string, T>();
	for (const group of groups) {
		const { mode, value } = group.locator;
		try {
			if (!group.error) group.id = mode === 'id' ? value : await findId(group, group.rows[0]!.item);
		} catch (thrown) {
			for (const row of group.rows) setError(context, row, thrown, group.rows[0]!.item);
			continue;
		}
		// Two ways to choose it may lead to the same one.
		const key = `${group.account} ${group.id ?? `${mode} ${value}`}`;
		const same = resolved.get(key);
		if (same) moveRows(group, same);
		else resolved.set(key, group);
	}
	return [...resolved.values()];
}

function moveRows(from: RowGroup, to: RowGroup): void {
	for (const row of from.rows) row.group = to;
	to.rows.push(...from.rows);
	to.rows.sort((a, b) => a.item - b.item || (a.place ?? 0) - (b.place ?? 0));
}

function setError(context: IExecuteFunctions, row: PreparedRow, thrown: unknown, item = row.item) {
	row.values = undefined;
	row.error = toRowError(context.getNode(), thrown, item);
}

/** The parameter as it is filled in, item by item. */
function locatorReader(context: IExecuteFunctions, kind: Kind): (item: number) => unknown {
	const parameter: unknown = context.getNode().parameters[kind];
	const byItem = (item: number): unknown => context.getNodeParameter(kind, item);
	const expression = locatorValue(parameter);
	if (!isExpression(expression)) {
		const fixed = byItem(0);
		return () => fixed;
	}
	const read = readExpressions(context, [expression], (item) => [locatorValue(byItem(item))]);
	return (item) => {
		const [value] = read(item);
		return isObject(parameter) ? { ...parameter, value } : value;
	};
}
