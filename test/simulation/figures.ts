import { EVENTS, FAULT_NAMES } from './faults';
import { isHalvingSpent } from './invariants';
import { findDisagreements, type Disagreements } from './oracle';
import type { Outcomes } from './record';

/** What the schedules so far came to. */
export class Figures {
	private readonly requests: number[] = [];

	/** How often each fault and event was met. */
	private readonly hits = new Map<string, number>(
		[...FAULT_NAMES, ...EVENTS].map((name) => [name, 0]),
	);

	private readonly rows = new Map<string, number>();

	private readonly counts = new Map<string, number>();

	/** Adds a schedule, and returns where its reports and the server's record disagree. */
	add(outcomes: Outcomes): Disagreements {
		const found = findDisagreements(outcomes);
		this.requests.push(outcomes.sent.length);
		add(this.counts, 'false reports', found.falseReports.length);
		add(this.counts, 'lost without a word', found.lost.length);
		add(this.counts, 'duplicates', found.duplicates.length);
		add(this.counts, 'copies where the user chose Retry', found.allowedCopies);
		for (const name of outcomes.events) add(this.hits, name);
		for (const [number, { report, tries }] of outcomes.executions.entries()) {
			add(this.counts, 'executions');
			add(this.counts, 'tries', tries.length);
			for (const outcome of report.outcomes) add(this.rows, outcome ?? 'lost');
			const isWarned = report.words.some((words) => words.includes('Akkio does not show these'));
			if (isWarned) add(this.hits, 'warning of missing columns');
			const isSpent = tries.some((_, tryIndex) => isHalvingSpent(outcomes.sent, number, tryIndex));
			if (isSpent) add(this.hits, 'halving budget spent');
		}
		return found;
	}

	get medianOfRequests(): number {
		return [...this.requests].sort((a, b) => a - b)[Math.floor(this.requests.length / 2)] ?? 0;
	}

	/** The fault or event that was met least often. */
	get rarest(): { name: string; times: number } {
		const [[name, times]] = [...this.hits].sort(([, a], [, b]) => a - b) as [[string, number]];
		return { name, times };
	}

	lines(): string[] {
		const list = (counts: Map<string, number>) =>
			[...counts].map(([name, count]) => `${name} ${count}`).join(', ');
		const total = this.requests.reduce((sum, count) => sum + count, 0);
		const hits = [...this.hits].sort(([, a], [, b]) => a - b);
		return [
			`schedules ${this.requests.length}, ${list(this.counts)}`,
			`requests ${total}, median per schedule ${this.medianOfRequests}`,
			`rows: ${list(this.rows)}`,
			...hits.map(([name, count]) => `${String(count).padStart(7)}  ${name}`),
		];
	}
}

const add = (counts: Map<string, number>, name: string, count = 1) =>
	counts.set(name, (counts.get(name) ?? 0) + count);
