import { EVENTS, FAULT_NAMES } from './faults';
import { isHalvingSpent } from './invariants';
import { findDisagreements } from './oracle';
import type { Outcomes } from './record';

export class Figures {
	private readonly requests: number[] = [];
	private readonly hits = new Map<string, number>(
		[...FAULT_NAMES, ...EVENTS].map((name) => [name, 0]),
	);
	private readonly rows = new Map<string, number>();
	private readonly counts = new Map<string, number>();

	/** Adds a schedule, and returns where its reports and the server's record disagree. */
	add(outcomes: Outcomes) {
		const found = findDisagreements(outcomes);
		this.requests.push(outcomes.sent.length);
		for (const [kind, { length }] of Object.entries(found)) add(this.counts, kind, length);
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

	/** How often the fault or event was met that was met least often. */
	get fewestHits(): number {
		return Math.min(...this.hits.values());
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
