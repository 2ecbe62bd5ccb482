import {
	after,
	askedToWait,
	isFatal,
	isInvalidData,
	isRateLimited,
	isTooLarge,
	mayRepeat,
	outcomeOf,
} from './policy';
import type { Executed, Outcome, Outcomes, SentRequest } from './record';
import { isTwin, type ExpectedRow } from './schedule';

/** The most times one request is tried in one run of the node, but for a 429, which only time ends. */
const MAX_TRIES = 5;
const RETRY_DEADLINE_MS = 120_000;
const MAX_HALVING_REQUESTS = 20;

/** How long a run may go on after it was stopped, in ms: a look at the signal, and a late timer. */
const MAX_MS_AFTER_STOP = 1000;

const nameOf = ({ execution, tryIndex, method, ids, fault }: SentRequest): string =>
	`execution ${execution}, try ${tryIndex}, ${method} [${ids.join(' ')}], ${fault ?? 'no fault'}`;

/** What an execution sent. */
const ofExecution = (sent: readonly SentRequest[], execution: number) =>
	sent.filter((one) => one.execution === execution);
const isAppend = ({ method }: SentRequest) => method === 'POST';

/** Says what in the outcomes breaks a rule of the design. */
export function findBreaches(outcomes: Outcomes): string[] {
	const { sent, executions, requestsPerSecond } = outcomes;
	return [
		...findOverlaps(sent),
		...findHurry(sent, requestsPerSecond),
		...findUnfairTurns(sent),
		...findWorkAfterStop(outcomes),
		...findSecondFirstAppends(outcomes),
		...findDisorder(outcomes),
		...executions.flatMap((execution, number) => {
			const mine = ofExecution(sent, number);
			const appends = mine.filter(isAppend);
			return [
				...execution.rows.flatMap((_, place) => followRow(execution, place, appends)),
				...findImpatience(appends),
				...findNarrowFirstAppends(execution, appends),
				...execution.tries.flatMap((_, tryIndex) => [
					...findLeftOut(execution, mine, tryIndex),
					...findTooManyHalvings(appends, tryIndex),
				]),
			];
		}),
	];
}

/** One execution has one request in flight; of one process, so has a dataset until it has columns. */
function findOverlaps(sent: readonly SentRequest[]): string[] {
	return sent.flatMap((one, index) => {
		const inFlight = sent.slice(0, index).filter(({ end = Infinity }) => end > one.start);
		const isSame = (other: SentRequest) =>
			other.execution === one.execution ||
			(isAppend(one) &&
				isAppend(other) &&
				other.process === one.process &&
				other.datasetId === one.datasetId &&
				!one.hadColumns);
		return inFlight.some(isSame) ? [`Two requests in flight: ${nameOf(one)}`] : [];
	});
}

/** Never more starts of a process than the credential allows, in any second; below one, in any longer time. */
function findHurry(all: readonly SentRequest[], requestsPerSecond: number): string[] {
	const count = Math.max(1, requestsPerSecond);
	const within = (1000 * count) / requestsPerSecond;
	return [0, 1].flatMap((process) => {
		const sent = all.filter((one) => one.process === process);
		return sent
			.filter((one, index) => index >= count && one.start - sent[index - count]!.start < within)
			.map((one) => `More than ${requestsPerSecond} requests in a second: ${nameOf(one)}`);
	});
}

/** While a request waits for its turn, every other execution of the process starts at most one. */
function findUnfairTurns(sent: readonly SentRequest[]): string[] {
	return sent.flatMap((one, index) => {
		const ahead = sent
			.slice(0, index)
			.filter(({ process, start }) => process === one.process && start > one.askedAt)
			.map(({ execution }) => execution);
		const isUnfair = ahead.some((execution, place) => ahead.indexOf(execution) < place);
		return isUnfair ? [`It waited for another execution's second turn: ${nameOf(one)}`] : [];
	});
}

/** No request begins once its execution was stopped, and the try that was stopped ends soon. */
function findWorkAfterStop({ sent, executions }: Outcomes): string[] {
	const late = executions.flatMap(({ tries }) =>
		tries.flatMap(({ endedAfterCancel: ms = 0 }) =>
			ms > MAX_MS_AFTER_STOP ? [`It went on for ${ms} ms after the stop`] : [],
		),
	);
	const requests = sent.filter(({ afterCancel }) => afterCancel);
	return [...late, ...requests.map((one) => `A request after the stop: ${nameOf(one)}`)];
}

/** Once an append to a dataset is acknowledged, no later run of the same process sets its columns. */
function findSecondFirstAppends({ executions, sent }: Outcomes): string[] {
	return executions.flatMap(({ plan, report, rows }, number) => {
		const mine = ofExecution(sent, number).filter(isAppend);
		const datasets = new Set(rows.map(({ datasetId }) => datasetId));
		const isFirst = report.words.some((words) => words.startsWith('These rows set the columns'));
		// With several datasets nobody can tell which of them the hint is about.
		if (!isFirst || datasets.size > 1 || mine.length === 0) return [];
		const [datasetId] = datasets;
		const isEarlier = (one: SentRequest) =>
			one.process === plan.process &&
			one.datasetId === datasetId &&
			one.execution !== number &&
			isAppend(one) &&
			one.end! < mine[0]!.askedAt &&
			outcomeOf(one.seen) === 'appended';
		return sent.some(isEarlier) ? [`Execution ${number} counts as a first append again`] : [];
	});
}

/** As long as a dataset has no columns, an append sets those of all the execution's rows for it. */
function findNarrowFirstAppends({ rows }: Executed, appends: readonly SentRequest[]): string[] {
	return appends
		.filter(({ datasetId, hadColumns, hasExtra }) => {
			const needsExtra = rows.some((row) => row.datasetId === datasetId && row.extra);
			return !hadColumns && needsExtra && !hasExtra;
		})
		.map((one) => `A first append without the columns of all rows: ${nameOf(one)}`);
}

/**
 * Rows that one try of an execution appended, or all tries where it stops at the first failure, are in
 * their dataset in the order of the items, but for those of unknown outcome.
 */
function findDisorder({ executions, sent, stored }: Outcomes): string[] {
	return executions.flatMap(({ plan, rows, report }, number) => {
		const appends = ofExecution(sent, number).filter(isAppend);
		const lastPlaces = new Map<string, number>();
		return [...stored].flatMap(([datasetId, storedRows]) =>
			storedRows.flatMap(({ id }, index) => {
				const place = rows.findIndex((row) => row.id === id && row.datasetId === datasetId);
				if (place < 0 || isTwin(id) || report.outcomes[place] !== 'appended') return [];
				const isOnly = storedRows.every((row, other) => row.id !== id || other === index);
				const carriers = appends.filter(({ ids }) => ids.includes(id));
				if (!isOnly || carriers.some(({ seen }) => outcomeOf(seen) === 'unknown')) return [];
				const isStopping = plan.onError === 'stopWorkflow';
				const group = `${datasetId} ${isStopping ? 0 : carriers.at(-1)!.tryIndex}`;
				const isBehind = (lastPlaces.get(group) ?? -1) > place;
				lastPlaces.set(group, place);
				return isBehind ? [`Row ${id} is out of order`] : [];
			}),
		);
	});
}

/**
 * Follows a row through the requests that carried it: it is not sent again if it may be there, and the
 * report says what the responses said. Identical rows cannot be followed.
 */
function followRow(
	{ plan, rows, report }: Executed,
	place: number,
	appends: readonly SentRequest[],
): string[] {
	const { id } = rows[place]!;
	if (id === undefined || isTwin(id)) return [];
	const breaches: string[] = [];
	let state: Outcome = 'notAppended';
	let before: SentRequest | undefined;
	for (const one of appends.filter(({ ids }) => ids.includes(id))) {
		const isOpen =
			state === 'notAppended' || (state === 'unknown' && plan.onUnknownOutcome === 'retry');
		if (!isOpen) breaches.push(`Row ${id} is ${state} and was sent again: ${nameOf(one)}`);
		if (before && !mayFollow(before, one)) breaches.push(`The same again after: ${nameOf(before)}`);
		state = after(state, outcomeOf(one.seen));
		before = one;
	}
	const said = report.outcomes[place];
	if (said !== undefined && said !== state) {
		breaches.push(`Row ${id} is reported ${said}, and by the policy it is ${state}`);
	}
	return breaches;
}

/** Within a try, a batch that is too large or invalid is not sent again as it was. */
function mayFollow(before: SentRequest, next: SentRequest): boolean {
	if (before.tryIndex !== next.tryIndex || before.seen === undefined) return true;
	const isOther = next.ids.join() !== before.ids.join();
	return isOther || mayRepeat(before.seen) || outcomeOf(before.seen) === 'unknown';
}

/** Retry-After is sat out, and nothing is tried for ever. */
function findImpatience(appends: readonly SentRequest[]): string[] {
	return appends.flatMap((one, index) => {
		if (one.ids.every(isTwin)) return [];
		const isSame = ({ tryIndex, datasetId, ids }: SentRequest) =>
			tryIndex === one.tryIndex && datasetId === one.datasetId && ids.join() === one.ids.join();
		const earlier = appends.slice(0, index).filter(isSame);
		const last = earlier.at(-1);
		const isTriedOut = earlier.length >= MAX_TRIES && !(last?.seen && isRateLimited(last.seen));
		const isLate = last !== undefined && last.end! - earlier[0]!.end! > RETRY_DEADLINE_MS;
		const breaches =
			isTriedOut || isLate ? [`Tried ${earlier.length + 1} times: ${nameOf(one)}`] : [];
		const next = appends.slice(index + 1).find(isSame);
		const wait = one.seen && askedToWait(one.seen, one.end!);
		if (next && wait !== undefined && next.start < one.end! + wait) {
			breaches.push(`Asked to wait ${wait} ms, and did not: ${nameOf(one)}`);
		}
		return breaches;
	});
}

/** To find the rows that Akkio finds invalid, so many requests a run: those with a part of such a batch. */
function countHalvings(appends: readonly SentRequest[], tryIndex: number): number {
	const mine = appends.filter((one) => one.tryIndex === tryIndex);
	return mine.filter(({ ids }, index) => {
		const isPart = (one: SentRequest) =>
			one.seen !== undefined &&
			isInvalidData(one.seen) &&
			ids.length < one.ids.length &&
			ids.every((id) => one.ids.includes(id));
		const isRepeated = mine[index - 1]?.ids.join() === ids.join();
		return !isRepeated && mine.slice(0, index).some(isPart);
	}).length;
}

function findTooManyHalvings(appends: readonly SentRequest[], tryIndex: number): string[] {
	const count = countHalvings(appends, tryIndex);
	return count > MAX_HALVING_REQUESTS ? [`${count} requests to find invalid rows`] : [];
}

/** Whether a try has spent what finding invalid rows may cost. */
export const isHalvingSpent = ({ sent }: Outcomes, execution: number, tryIndex: number) =>
	countHalvings(ofExecution(sent, execution).filter(isAppend), tryIndex) >= MAX_HALVING_REQUESTS;

/** What is missing is sent in every try, until something fails that forbids to go on. */
function findLeftOut(
	{ plan, rows, tries }: Executed,
	mine: readonly SentRequest[],
	tryIndex: number,
): string[] {
	const mustStop = plan.onError === 'stopWorkflow';
	const isInvalid = ({ id, mayBeInvalid }: ExpectedRow) => id === undefined || mayBeInvalid;
	if (tries[tryIndex]!.isCancelled || (mustStop && rows.some(isInvalid))) return [];
	const now = mine.filter((one) => one.tryIndex === tryIndex);
	const earlier = mine.filter((one) => one.tryIndex <= tryIndex && isAppend(one));
	const isSpent = countHalvings(earlier, tryIndex) >= MAX_HALVING_REQUESTS;
	const stopsAll = ({ seen, method, ids }: SentRequest) => {
		if (seen === undefined) return true;
		if (outcomeOf(seen) === 'appended') return false;
		const isSplit = method === 'POST' && isTooLarge(seen) && ids.length > 1;
		return isFatal(seen) || (mustStop && method === 'POST' && !isSplit);
	};
	const unread = unreadDatasets(now);
	if (now.some(stopsAll) || (mustStop && unread.size > 0)) return [];
	return rows.flatMap((row) => {
		const { id, datasetId } = row;
		if (id === undefined || row.mayBeInvalid || unread.has(datasetId)) return [];
		const carriers = earlier.filter(({ ids }) => ids.includes(id));
		if (carriers.length === 0) return [`Row ${id} was never sent, by try ${tryIndex}`];
		if (isTwin(id) || carriers.some((one) => one.tryIndex === tryIndex)) return [];
		const isLeft = isSpent && carriers.some(({ seen }) => seen && isInvalidData(seen));
		const outcome = carriers.reduce<Outcome>(
			(state, { seen }) => after(state, outcomeOf(seen)),
			'notAppended',
		);
		if (outcome !== 'notAppended' || isLeft) return [];
		return [`Row ${id} is missing, and try ${tryIndex} left it out`];
	});
}

/** Datasets to which a try sent nothing, and whose columns it could not read, or that had rows and none. */
function unreadDatasets(now: readonly SentRequest[]): Set<string> {
	const sentTo = new Set(now.filter(isAppend).map(({ datasetId }) => datasetId));
	const unread = now.filter(({ datasetId, seen }) => {
		const body = seen && 'response' in seen ? seen.response.body : undefined;
		const { fields, rows } = (body ?? {}) as { fields?: unknown[]; rows?: number };
		const isParsing = fields?.length === 0 && rows! > 0;
		return !sentTo.has(datasetId) && (outcomeOf(seen) !== 'appended' || isParsing);
	});
	return new Set(unread.map(({ datasetId }) => datasetId));
}
