import type { RowOutcome } from '../../nodes/Akkio/shared/errors';
import type { Executed, Outcomes, SentRequest } from './record';
import type { ExpectedRow } from './schedule';

/** How long a run may go on after it was stopped, in ms: a look at the signal, and a late timer. */
const MAX_MS_AFTER_STOP = 1000;

type Requests = readonly SentRequest[];

const isTwinId = (id: string) => id.includes('twin');

const nameOf = ({ execution, tryIndex, ids, fault, isAppend }: SentRequest): string =>
	`execution ${execution}, try ${tryIndex}, ${isAppend ? 'append' : 'read'} [${ids.join(' ')}], ${fault ?? 'no fault'}`;

/** What each request breaks, given those that began before it. */
const findIn = (
	sent: Requests,
	what: string,
	isWrong: (one: SentRequest, before: Requests) => boolean,
) =>
	sent
		.filter((one, index) => isWrong(one, sent.slice(0, index)))
		.map((one) => `${what}: ${nameOf(one)}`);

export function findBreaches({ sent, executions, requestsPerSecond }: Outcomes): string[] {
	return [
		...findIn(sent, 'A request after the stop', ({ isAfterStop }) => isAfterStop),
		...findIn(sent, 'Two requests in flight', overlaps),
		...[0, 1].flatMap((process) => findHurry(sent, process, requestsPerSecond)),
		...executions.flatMap((execution, number) => {
			const { rows, tries } = execution;
			const requests = sent.filter((one) => one.execution === number);
			const appends = requests.filter(({ isAppend }) => isAppend);
			return [
				...rows.flatMap((row, place) => followRow(execution, row, place, appends)),
				...findDisorder(execution, appends),
				...findIn(appends, 'Not the columns of all rows', (one) => isNarrow(one, rows)),
				...findLeftOut(execution, requests),
				...tries
					.filter(({ msAfterStop }) => msAfterStop > MAX_MS_AFTER_STOP)
					.map(({ msAfterStop }) => `${msAfterStop} ms after the stop`),
			];
		}),
	];
}

/** One execution has one request in flight; of one process, so has a dataset until it has columns. */
const overlaps = (one: SentRequest, before: Requests): boolean =>
	before.some(({ end = Infinity, execution, process, datasetId, isAppend }) => {
		const isFirst = one.isAppend && isAppend && !one.hadColumns;
		const isSame = isFirst && process === one.process && datasetId === one.datasetId;
		return end > one.start && (isSame || execution === one.execution);
	});

/** Never more starts of a process than the credential allows, in any second; below one, in any longer time. */
function findHurry(all: Requests, process: number, perSecond: number): string[] {
	const count = Math.max(1, perSecond);
	const sent = all.filter((one) => one.process === process);
	return findIn(sent, `More than ${perSecond} in a second`, ({ start }, before) => {
		const earlier = before[before.length - count];
		return earlier !== undefined && start - earlier.start < (1000 * count) / perSecond;
	});
}

/** As long as a dataset has no columns, an append sets those of all the execution's rows for it. */
function isNarrow({ hadColumns, hasExtra, datasetId }: SentRequest, rows: Executed['rows']) {
	const needsExtra = rows.some((row) => row.datasetId === datasetId && row.extra);
	return !hadColumns && needsExtra && !hasExtra;
}

/** What a try appends, or all tries where the first failure stops, is in the order of the items. */
function findDisorder({ plan, rows }: Executed, appends: Requests): string[] {
	const lastPlaces = new Map<string, number>();
	const appended = appends.filter(({ outcome }) => outcome === 'appended');
	return findIn(appended, 'Rows out of order', ({ datasetId, tryIndex, ids }) => {
		const run = `${datasetId} ${plan.onError === 'stopWorkflow' ? '' : tryIndex}`;
		const last = lastPlaces.get(run) ?? -1;
		const own = ids.filter((id) => !isTwinId(id));
		const places = own.map((id) => rows.findIndex((row) => row.id === id));
		lastPlaces.set(run, Math.max(last, ...places));
		return places.some((place, index) => place <= (places[index - 1] ?? last));
	});
}

/**
 * Follows a row through the requests that carried it: it is not sent again if it may be there, and the
 * report says what the responses said. Identical rows cannot be followed.
 */
function followRow(
	{ plan, report }: Executed,
	{ id, isTwin }: ExpectedRow,
	place: number,
	appends: Requests,
): string[] {
	if (id === undefined || isTwin) return [];
	let state: RowOutcome = 'notAppended';
	const breaches = findIn(
		appends.filter(({ ids }) => ids.includes(id)),
		`Row ${id} was sent again`,
		(one, before) => {
			const isOpen =
				state === 'notAppended' || (state === 'unknown' && plan.onUnknownOutcome === 'retry');
			state = after(state, one.outcome);
			return !isOpen || (before.length > 0 && !mayFollow(before.at(-1)!, one));
		},
	);
	const said = report.outcomes[place];
	if (said === undefined || said === state) return breaches;
	return [...breaches, `Row ${id} is reported ${said}, and by the policy it is ${state}`];
}

/** Within a try, a batch that is too large or invalid is not sent again as it was. */
function mayFollow(before: SentRequest, next: SentRequest): boolean {
	if (before.tryIndex !== next.tryIndex || before.ids.join() !== next.ids.join()) return true;
	return before.error?.retry === 'always' || before.outcome === 'unknown';
}

/** A run that goes on sends every row that it can, unless an answer forbids more. */
function findLeftOut({ plan, rows, tries }: Executed, sent: Requests): string[] {
	const isEnded = ({ end, error }: SentRequest) => end === undefined || error?.fatalFor;
	if (plan.onError === 'stopWorkflow' || sent.some(isEnded)) return [];
	if (tries.some(({ isCancelled }) => isCancelled)) return [];
	const appends = sent.filter(({ isAppend }) => isAppend);
	return rows
		.filter(({ id, mayBeInvalid }) => id !== undefined && !mayBeInvalid)
		.filter(({ id }) => !appends.some(({ ids }) => ids.includes(id!)))
		.filter(({ datasetId }) => !isUnread(datasetId, sent))
		.map(({ id }) => `Row ${id} was never sent`);
}

/** Whether a look at a dataset's columns failed, or found rows and none. */
const isUnread = (datasetId: string, sent: Requests): boolean =>
	sent.some(
		(one) =>
			!one.isAppend && one.datasetId === datasetId && (one.outcome !== 'appended' || one.isParsing),
	);

/** What is known of a row after one more request that carried it. */
function after(before: RowOutcome, next: RowOutcome): RowOutcome {
	if (next === 'appended' || next === 'unknown') return next;
	return before === 'unknown' || next === 'notAppended' ? before : next;
}
