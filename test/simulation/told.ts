import type { INodeExecutionData } from 'n8n-workflow';

import type { ExecutionPlan } from './schedule';
import type { Outcome, Told } from './record';

const SENTENCE =
	/(?<![^ ])Rows? (\d+)(?:–(\d+))?: (appended|not appended|not sent|refused|sent, but)/g;

const OUTCOMES: Record<string, Outcome> = {
	appended: 'appended',
	'not appended': 'notAppended',
	'not sent': 'notAppended',
	refused: 'refused',
	'sent, but': 'unknown',
};

/** Reads the account in the error that stopped a run: "Rows 1–3: appended. Row 4: not sent." */
export function toldByError(
	{ message, description }: { message: string; description?: string | null },
	{ rows, goesOn }: Pick<ExecutionPlan, 'rows' | 'goesOn'>,
): Told {
	const told: Told = {
		outcomes: new Array<undefined>(rows.length).fill(undefined),
		complaints: [],
	};
	// A row that cannot be sent, in stop mode: nothing at all was sent, which is what the error is for.
	if (!goesOn && /^Row \d+ has /.test(message) && /^No row was sent\./.test(description ?? '')) {
		told.outcomes.fill('notAppended');
		return told;
	}
	for (const [sentence, first, last = first, words] of (description ?? '').matchAll(SENTENCE)) {
		for (let item = Number(first) - 1; item < Number(last); item++) {
			const isNew = item < rows.length && told.outcomes[item] === undefined;
			if (isNew) told.outcomes[item] = OUTCOMES[words!];
			else told.complaints.push(`A row too many: ${sentence}`);
		}
	}
	const isSilent = told.outcomes.every((outcome) => outcome === undefined);
	if (isSilent) told.complaints.push(`An error without an account: ${message}`);
	return told;
}

interface Json {
	outcome?: Outcome;
	details?: { outcome?: Outcome };
	error?: string;
	rowCount?: number;
	[outcome: string]: unknown;
}

/** Reads what came out: an item for each item, or a summary for each dataset and the failed items. */
export function toldByItems(
	out: INodeExecutionData[],
	{ output, rows }: Pick<ExecutionPlan, 'output' | 'rows'>,
): Told {
	const told: Told = {
		outcomes: new Array<undefined>(rows.length).fill(undefined),
		complaints: [],
	};
	const isSummary = ({ json }: INodeExecutionData) => output === 'summary' && !('error' in json);
	const single = out.filter((item) => !isSummary(item));
	for (const { json, pairedItem } of single) {
		const { item } = pairedItem as { item: number };
		const { outcome, details } = json as Json;
		if (told.outcomes[item]) told.complaints.push(`Item ${item} came out twice`);
		told.outcomes[item] = outcome ?? details?.outcome;
	}
	const places = single.map(({ pairedItem }) => (pairedItem as { item: number }).item);
	if (places.some((place, index) => index > 0 && place <= places[index - 1]!)) {
		told.complaints.push('The items came out in another order');
	}
	if (output === 'summary') addSummaries(told, out.filter(isSummary));
	return told;
}

/** In a summary, who did not come out as failed was appended; the sums have to say the same. */
function addSummaries(told: Told, summaries: INodeExecutionData[]): void {
	for (const { json, pairedItem } of summaries) {
		const items = (pairedItem as Array<{ item: number }>).map(({ item }) => item);
		for (const item of items) told.outcomes[item] ??= 'appended';
		const summary = json as Json;
		for (const outcome of ['appended', 'notAppended', 'refused', 'unknown'] as const) {
			const count = items.filter((item) => told.outcomes[item] === outcome).length;
			if (summary[outcome] !== count) {
				told.complaints.push(
					`The summary has ${String(summary[outcome])} ${outcome}, not ${count}`,
				);
			}
		}
		if (summary.rowCount !== items.length) told.complaints.push('The summary lost a row');
	}
}
