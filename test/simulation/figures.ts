import { EVENTS, FAULT_NAMES } from './faults';
import { isHalvingSpent } from './invariants';
import { findDisagreements, type Disagreements } from './oracle';
import type { Outcomes } from './record';

/** What the schedules so far came to. */
export class Figures {
	private readonly requests: number[] = [];

	private readonly hits = new Map<string, number>(
		[...FAULT_NAMES, ...EVENTS].map((name) => [name, 0]),
	);

	private readonly rows = new Map<string, number>();

	private readonly wrong = { falseReports: 0, lost: 0, duplicates: 0, allowedCopies: 0 };

	private executions = 0;

	private tries = 0;

	/** Adds a schedule, and returns where its reports and the server's record disagree. */
	add(outcomes: Outcomes): Disagreements {
		const found = findDisagreements(outcomes);
		this.requests.push(outcomes.sent.length);
		this.wrong.falseReports += found.falseReports.length;
		this.wrong.lost += found.lost.length;
		this.wrong.duplicates += found.duplicates.length;
		this.wrong.allowedCopies += found.allowedCopies;
		for (const name of outcomes.events) addTo(this.hits, name, 1);
		for (const [number, { report, tries }] of outcomes.executions.entries()) {
			this.executions++;
			this.tries += tries.length;
			for (const outcome of report.outcomes) addTo(this.rows, outcome ?? 'lost', 1);
			const isWarned = report.words.some((words) => words.includes('Akkio does not show these'));
			if (isWarned) addTo(this.hits, 'warning of missing columns', 1);
			const isSpent = tries.some((_, tryIndex) => isHalvingSpent(outcomes, number, tryIndex));
			if (isSpent) addTo(this.hits, 'halving budget spent', 1);
		}
		return found;
	}

	get medianOfRequests(): number {
		return [...this.requests].sort((a, b) => a - b)[Math.floor(this.requests.length / 2)] ?? 0;
	}

	/** The fault or event that was met least often. */
	get rarest(): [name: string, times: number] {
		return [...this.hits].reduce((least, one) => (one[1] < least[1] ? one : least));
	}

	lines(): string[] {
		const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
		const list = [...this.rows].map(([name, count]) => `${name} ${count}`).join(', ');
		const { falseReports, lost, duplicates, allowedCopies } = this.wrong;
		return [
			`schedules ${this.requests.length}, executions ${this.executions}, tries ${this.tries}`,
			`requests ${sum(this.requests)}, median per schedule ${this.medianOfRequests}`,
			`rows ${sum(this.rows.values())}: ${list}`,
			`false reports ${falseReports}, lost without a word ${lost}, duplicates ${duplicates} (and ${allowedCopies} where the user chose Retry)`,
		];
	}

	/** How often each fault and event was met, the rarest first. */
	faultLines(): string[] {
		return [...this.hits]
			.sort(([, a], [, b]) => a - b)
			.map(([name, count]) => `${String(count).padStart(7)}  ${name}`);
	}
}

const addTo = (counts: Map<string, number>, name: string, count: number) =>
	counts.set(name, (counts.get(name) ?? 0) + count);
