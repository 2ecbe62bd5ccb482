import { EVENTS, FAULT_NAMES } from './faults';
import type { Outcome, World } from './record';
import { untruthsOf } from './truth';

/** What the schedules so far came to. */
export class Figures {
	private requests: number[] = [];

	private readonly hits = new Map<string, number>(
		[...FAULT_NAMES, ...EVENTS].map((name) => [name, 0]),
	);

	private readonly outcomes = new Map<Outcome | 'lost', number>();

	private readonly wrong = { falseReports: 0, lost: 0, duplicates: 0, bySendAgain: 0 };

	private executions = 0;

	private tries = 0;

	add(world: World): void {
		const { falseReports, lost, duplicates } = untruthsOf(world);
		this.requests.push(world.sent.length);
		for (const name of world.happened) this.hits.set(name, (this.hits.get(name) ?? 0) + 1);
		this.wrong.falseReports += falseReports.length;
		this.wrong.lost += lost.length;
		this.wrong.duplicates += duplicates.length;
		for (const { rows, told, tries, whenUnknown } of world.executions) {
			this.executions++;
			this.tries += tries;
			for (const [item, outcome] of told.outcomes.entries()) {
				if (rows[item]!.id === undefined) continue;
				const name = outcome ?? 'lost';
				this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
			}
			if (whenUnknown === 'sendAgain') this.wrong.bySendAgain += extraOf(world, rows);
		}
	}

	/** Adds what another count came to. */
	include(other: Figures): void {
		this.requests = this.requests.concat(other.requests);
		this.executions += other.executions;
		this.tries += other.tries;
		for (const [name, count] of other.hits) this.hits.set(name, (this.hits.get(name) ?? 0) + count);
		for (const [name, count] of other.outcomes) {
			this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + count);
		}
		for (const name of ['falseReports', 'lost', 'duplicates', 'bySendAgain'] as const) {
			this.wrong[name] += other.wrong[name];
		}
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
		const list = (entries: Iterable<[string, number]>) =>
			[...entries].map(([name, count]) => `${name} ${count}`).join(', ');
		const { falseReports, lost, duplicates, bySendAgain } = this.wrong;
		return [
			`schedules ${this.requests.length}, executions ${this.executions}, tries ${this.tries}`,
			`requests ${sum(this.requests)}, median per schedule ${this.medianOfRequests}`,
			`rows ${sum(this.outcomes.values())}: ${list(this.outcomes)}`,
			`false reports ${falseReports}, lost without a word ${lost}, duplicates ${duplicates} (and ${bySendAgain} where the user chose Send Again)`,
		];
	}

	/** How often each fault and event was met, the rarest first. */
	faultLines(): string[] {
		return [...this.hits]
			.sort(([, a], [, b]) => a - b)
			.map(([name, count]) => `${String(count).padStart(7)}  ${name}`);
	}
}

/** How many rows of an execution are there more than once. */
function extraOf({ stored }: World, rows: World['executions'][number]['rows']): number {
	const wanted = new Map<string, number>();
	for (const { id, datasetId } of rows) {
		if (id === undefined) continue;
		const where = `${datasetId} ${id}`;
		wanted.set(where, (wanted.get(where) ?? 0) + 1);
	}
	return [...wanted].reduce((extra, [where, count]) => {
		const [datasetId, id] = where.split(' ', 2);
		return extra + Math.max(0, (stored.get(datasetId!)?.get(id!) ?? 0) - count);
	}, 0);
}
