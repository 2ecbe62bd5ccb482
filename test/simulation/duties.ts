import { name } from './manners';
import { after, askedToWait, ends, fateOf, isCrowd, mayRepeat } from './policy';
import type { Executed, Expected, Outcome, Sent, World } from './record';
import { isTwin } from './schedule';

/** The most times one request is tried in one run of the node, but for a 429, which only time ends. */
const MOST_TRIES = 5;
const TRIED_FOR = 120_000;

/**
 * Follows every row through the requests that carried it, and says where the policy was left: a row
 * sent again that may be there, a report that says something else than the answers, a row that was
 * left out though nothing forbade to send it. Identical rows cannot be followed.
 */
export function dutiesMissed({ executions, sent }: World): string[] {
	return executions.flatMap((execution, number) => {
		const mine = sent.filter((one) => one.execution === number);
		const appends = mine.filter(({ method }) => method === 'POST');
		return [
			...execution.rows.flatMap((_, item) => followed(execution, item, appends)),
			...impatience(appends),
			...Array.from({ length: execution.tries }, (_, tryIndex) =>
				leftOut(execution, mine, tryIndex),
			).flat(),
		];
	});
}

function followed({ rows, told, whenUnknown }: Executed, item: number, appends: Sent[]): string[] {
	const id = rows[item]!.id;
	if (id === undefined || isTwin(id)) return [];
	const missed: string[] = [];
	let state: Outcome = 'notAppended';
	let before: Sent | undefined;
	for (const one of appends.filter(({ ids }) => ids.includes(id))) {
		const isOpen = state === 'notAppended' || (state === 'unknown' && whenUnknown === 'sendAgain');
		if (!isOpen) missed.push(`Row ${id} is ${state} and was sent again: ${name(one)}`);
		if (before && !mayFollow(before, one)) missed.push(`The same again after: ${name(before)}`);
		state = after(state, one.seen ? fateOf(one.seen) : 'unknown');
		before = one;
	}
	const said = told.outcomes[item];
	if (said !== undefined && said !== state) {
		missed.push(`Row ${id} is reported ${said}, and by the policy it is ${state}`);
	}
	return missed;
}

/** Within a try, a batch that is too large or invalid is not sent again as it was. */
function mayFollow(before: Sent, next: Sent): boolean {
	if (before.tryIndex !== next.tryIndex || before.seen === undefined) return true;
	const isSmaller = next.ids.length < before.ids.length;
	return isSmaller || mayRepeat(before.seen) || fateOf(before.seen) === 'unknown';
}

/** Retry-After is sat out, and nothing is tried for ever. */
function impatience(appends: Sent[]): string[] {
	return appends.flatMap((one, index) => {
		const same = ({ tryIndex, datasetId, ids }: Sent) =>
			tryIndex === one.tryIndex && datasetId === one.datasetId && ids.join() === one.ids.join();
		const earlier = appends.slice(0, index).filter(same);
		const last = earlier.at(-1);
		const isTwins = one.ids.every(isTwin);
		const isTriedOut = earlier.length >= MOST_TRIES && !(last?.seen && isCrowd(last.seen));
		const isLate = last !== undefined && last.end! - earlier[0]!.start > TRIED_FOR;
		const missed =
			(isTriedOut || isLate) && !isTwins ? [`Tried ${earlier.length + 1} times: ${name(one)}`] : [];
		const next = appends.slice(index + 1).find(same);
		const wait = one.seen && askedToWait(one.seen, one.end!);
		if (!isTwins && next && wait !== undefined && next.start < one.end! + wait) {
			missed.push(`Asked to wait ${wait} ms, and did not: ${name(one)}`);
		}
		return missed;
	});
}

/** What is missing is sent in every try, until something fails that forbids to go on. */
function leftOut(execution: Executed, mine: Sent[], tryIndex: number): string[] {
	const { rows, goesOn, cancelledAt } = execution;
	const isUnfit = ({ id, mayBeUnfit }: Expected) => id === undefined || mayBeUnfit;
	if (cancelledAt !== undefined || (!goesOn && rows.some(isUnfit))) return [];
	const now = mine.filter((one) => one.tryIndex === tryIndex);
	const earlier = mine.filter((one) => one.tryIndex <= tryIndex && one.method === 'POST');
	const stopper = now.find(({ seen, method }) => {
		if (seen === undefined) return true;
		const failed = fateOf(seen) !== 'appended';
		return method === 'GET' ? failed && ends(seen) : failed && (!goesOn || ends(seen));
	});
	const unread = unreadIn(now);
	if (stopper || (!goesOn && unread.size > 0)) return [];
	const sentIds = new Set(earlier.flatMap(({ ids }) => ids));
	const owed = rows.filter((row) => !isUnfit(row) && !unread.has(row.datasetId));
	const left = owed.filter(({ id }) => !sentIds.has(id!));
	const missed = left.map(({ id }) => `Row ${id} was never sent, by try ${tryIndex}`);
	const sentNow = new Set(now.filter(({ method }) => method === 'POST').flatMap(({ ids }) => ids));
	for (const { id } of owed) {
		if (id === undefined || isTwin(id) || sentNow.has(id)) continue;
		const carriers = earlier.filter((one) => one.ids.includes(id));
		const fate = carriers.reduce<Outcome>(
			(state, { seen }) => after(state, seen ? fateOf(seen) : 'unknown'),
			'notAppended',
		);
		if (fate === 'notAppended' && carriers.length > 0) {
			missed.push(`Row ${id} is missing, and try ${tryIndex} left it out`);
		}
	}
	return missed;
}

/**
 * Datasets whose columns could not be read, at first or once more in their turn: nothing can be sent
 * to them without knowing the columns. A look after the last append counts too, and hides little.
 */
function unreadIn(now: Sent[]): Set<string> {
	const isUnread = ({ method, seen }: Sent) =>
		method === 'GET' && !(seen && fateOf(seen) === 'appended');
	return new Set(
		now
			.map(({ datasetId }) => datasetId)
			.filter((id) => {
				const its = now.filter(({ datasetId }) => datasetId === id);
				const hasAppend = its.some(({ method }) => method === 'POST');
				return hasAppend ? isUnread(its.at(-1)!) : its.some(isUnread);
			}),
	);
}
