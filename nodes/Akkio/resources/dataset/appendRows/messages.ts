import type { NodeExecutionHint } from 'n8n-workflow';

import { nextBatch } from '../../../append/batches';
import { listed } from '../../../append/fitting';
import type { Report } from '../../../append/report';
import { MAX_ROWS, NEARLY_FULL } from '../../../shared/limits';
import type { AppendCaller } from './caller';
import type { AppendOptions } from './options';
import { batchLimits } from './send';
import type { Target } from './target';

/** Says below the output what happened, where n8n has a place for it. */
export function giveHints(
	caller: AppendCaller,
	targets: readonly Target[],
	options: AppendOptions,
): void {
	if (!('addExecutionHints' in caller) || targets.length === 0) return;
	caller.addExecutionHints(...hintsOf(targets, options).map(asHint));
}

/** n8n shows hints as HTML, and a column may be called <b>. */
const asHint = (text: string): NodeExecutionHint => ({
	message: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
	location: 'outputPane',
	type: 'info',
});

/** What happened, a line; what cannot be undone, a line for each dataset; and which of them is nearly full. */
function hintsOf(targets: readonly Target[], options: AppendOptions): string[] {
	const isNew = ({ newColumns }: Target) => newColumns.length > 0;
	const fixed = targets.filter((target) => isNew(target) && (options.checkOnly || target.isFilled));
	return [
		[
			options.checkOnly ? checkLine(targets, options) : sentLine(targets),
			extrasLine(targets, options),
		]
			.filter(Boolean)
			.join('; '),
		...fixed.map(
			(target) =>
				`These rows ${options.checkOnly ? 'would fix' : 'have fixed'} the columns of ${called(target)} for good: ${listed(target.newColumns, NAMES_IN_HINT)}`,
		),
		...targets.flatMap((target) => fullLine(target) ?? []),
	];
}

/** Each report once, with the number of rows that share it: a batch is one run of them. */
function runsOf(reports: readonly Report[]): Array<[report: Report, rows: number]> {
	const runs: Array<[Report, number]> = [];
	for (let from = 0, to; from < reports.length; from = to) {
		to = from + 1;
		while (reports[to] === reports[from]) to++;
		runs.push([reports[from]!, to - from]);
	}
	return runs;
}

function sentLine(targets: readonly Target[]): string {
	const having = { appended: 0, notAppended: 0, refused: 0, unknown: 0 };
	let requests = 0;
	for (const [{ outcome, request = 0 }, rows] of targets.flatMap(({ reports }) =>
		runsOf(reports),
	)) {
		having[outcome] += rows;
		requests = Math.max(requests, request);
	}
	const rest = [
		[having.notAppended, 'not appended'],
		[having.refused, 'refused'],
		[having.unknown, 'of unknown outcome'],
	] as const;
	return [
		`${count(having.appended, 'row')} in ${count(requests, 'request')} to ${where(targets)}`,
		...rest.filter(([rows]) => rows > 0).map(([rows, what]) => `${count(rows, 'row')} ${what}`),
	].join('; ');
}

function checkLine(targets: readonly Target[], options: AppendOptions): string {
	const fit = targets.flatMap(({ reports }) => reports.filter(({ failure }) => !failure)).length;
	const all = targets.reduce((sum, { rows }) => sum + rows.length, 0);
	const requests = targets.reduce((sum, target) => sum + requestsFor(target, options), 0);
	const isMissing = targets.some(({ id }) => id === undefined);
	const missing = isMissing
		? `, ${targets.length > 1 ? 'some of ' : ''}which would be created`
		: '';
	const rest = all > fit ? `; ${count(all - fit, 'row')} cannot be sent` : '';
	return `Checked only, nothing was sent: ${count(fit, 'row')} would go in ${count(requests, 'request')} to ${where(targets)}${missing}${rest}`;
}

function requestsFor({ rows, blocked }: Target, options: AppendOptions): number {
	let requests = 0;
	for (let from = 0; !blocked && from < rows.length; ) {
		const batch = nextBatch(rows, from, rows.length, batchLimits(options));
		if (batch) requests++;
		from = batch?.to ?? from + 1;
	}
	return requests;
}

function extrasLine(targets: readonly Target[], { extraFields }: AppendOptions): string {
	const extras = [...new Set(targets.flatMap((target) => target.extras))];
	if (extras.length === 0 || extraFields === 'refuse') return '';
	const what = extraFields === 'leaveOut' ? 'left out' : 'sent without a column';
	return `${count(extras.length, 'field')} ${what}: ${listed(extras, NAMES_IN_HINT)}`;
}

function fullLine(target: Target): string | undefined {
	const rows = (target.schema?.rows ?? 0) + target.rows.length;
	if (rows < NEARLY_FULL) return undefined;
	return `With these rows ${called(target)} comes to ${rows.toLocaleString('en')} rows; Akkio holds ${MAX_ROWS.toLocaleString('en')} without an add-on`;
}

const NAMES_IN_HINT = 20;

const where = (targets: readonly Target[]) =>
	targets.length === 1 ? called(targets[0]!) : count(targets.length, 'dataset');

const called = ({ schema, label }: Target) =>
	schema?.name ? `'${schema.name}'` : label.startsWith("'") ? label : `the dataset ${label}`;

const count = (amount: number, noun: string) =>
	`${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;
