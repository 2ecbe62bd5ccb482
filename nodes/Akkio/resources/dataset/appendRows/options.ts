import { NodeOperationError } from 'n8n-workflow';

import type { ExtraFields } from '../../../append/fitting';
import type { ValueRules } from '../../../append/cells';
import { MAX_ROWS_PER_REQUEST, ROWS_PER_REQUEST } from '../../../shared/limits';
import { runParameter } from '../../../shared/runParameter';
import type { AppendCaller } from './caller';

/** What the user may choose for a run of Append Rows; optionFields.ts shows it. */
export interface AppendOptions {
	checkOnly: boolean;
	createIfMissing: boolean;
	extraFields: ExtraFields;
	/** Names of fields, without white space around them. */
	leaveOut: ReadonlySet<string>;
	nestedValues: ValueRules['nested'];
	output: 'items' | 'summary';
	readAsIs: boolean;
	rowsPerRequest: number;
	whenUnknown: 'report' | 'sendAgain';
}

type Chosen = Partial<Omit<AppendOptions, 'leaveOut'> & { leaveOut: unknown }>;

/** The options of a run: those of the first item, since a run has one set. */
export function appendOptions(caller: AppendCaller): AppendOptions {
	const chosen = runParameter(caller, 'options', {}) as Chosen;
	const rowsPerRequest = Number(chosen.rowsPerRequest ?? ROWS_PER_REQUEST);
	if (!(rowsPerRequest >= 1 && rowsPerRequest <= MAX_ROWS_PER_REQUEST)) {
		throw new NodeOperationError(
			caller.getNode(),
			`'Rows per Request' has to be a number from 1 to ${MAX_ROWS_PER_REQUEST}`,
			{ description: "Change it under 'Options', or remove it to send 1,000 rows at a time." },
		);
	}
	return {
		checkOnly: chosen.checkOnly ?? false,
		createIfMissing: chosen.createIfMissing ?? false,
		extraFields: chosen.extraFields ?? 'refuse',
		leaveOut: new Set(namesIn(chosen.leaveOut)),
		nestedValues: chosen.nestedValues ?? 'json',
		output: chosen.output ?? 'items',
		readAsIs: chosen.readAsIs ?? false,
		rowsPerRequest: Math.floor(rowsPerRequest),
		whenUnknown: chosen.whenUnknown ?? 'report',
	};
}

/** Names from a text with commas between them, or from a list, in which they may hold commas. */
function namesIn(given: unknown): string[] {
	const names = Array.isArray(given) ? given.map(String) : String(given ?? '').split(',');
	return names.map((name) => name.trim()).filter((name) => name !== '');
}
