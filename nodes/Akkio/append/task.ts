import { givenRows } from './given';
import { placesOf, type Group, type Stretch } from './group';
import type { Ledger } from './ledger';
import type { Report } from './report';

/** A group, what is known of its rows, and what is still to be sent. */
export interface Task {
	group: Group;
	/** By place; empty where nothing is known yet. */
	reports: Report[];
	todo: Span[];
}

/** A stretch of rows that is still to be sent. */
export interface Span extends Stretch {
	/** What an earlier try reported of these rows, if that is unknown. */
	doubt?: Report;
}

/** What earlier tries left of a group's rows, as the ledger has it. */
export function taskOf(group: Group, ledger: Ledger, sendUnknownAgain = false): Task {
	const reports = new Array<Report>(group.rows.length);
	const doubts = new Map<number, Report>();
	for (const entry of ledger.of(group.datasetId)) {
		if (entry.to > group.rows.length) continue;
		if (!ledger.isAbout(entry, givenRows(group, entry))) continue;
		const { outcome, request, failure } = entry;
		const known: Report = { outcome, request, failure };
		const places = placesOf(entry);
		if (places.some((place) => reports[place] || doubts.has(place))) continue;
		for (const place of places) {
			if (outcome === 'unknown' && sendUnknownAgain) doubts.set(place, known);
			else reports[place] = known;
		}
	}
	return { group, reports, todo: spansOf(reports, doubts) };
}

/** The stretches without a report, each of one doubt at most. */
function spansOf(reports: readonly Report[], doubts: ReadonlyMap<number, Report>): Span[] {
	const spans: Span[] = [];
	for (let from = 0, to; from < reports.length; from = to) {
		to = from + 1;
		if (reports[from]) continue;
		const doubt = doubts.get(from);
		while (to < reports.length && !reports[to] && doubts.get(to) === doubt) to++;
		spans.push({ from, to, doubt });
	}
	return spans;
}
