import { isOther, isScript, sendsNothing, type CaseName } from './cases.mts';
import { Child } from './child.mts';
import type { Job, Limit } from './job.mts';
import type { House, Place } from './places.mts';
import type { Plan, Task } from './plan.mts';
import type { Attempt, Result, Results } from './results.mts';
import { digestOf, rowsOf } from './rows.mts';
import type { Received } from './sink.mts';

/** Where the rows go, with Akkio's limit and without. */
export type Sinks = Record<Limit, { child: Child; baseUrl: string }>;

/** A limited run finds no trace of the one before in the limit's sliding second. */
const QUIET_MS = 1_100;

/** Rows that go before the measured ones in a new process, so that all its code is loaded. */
const FIRST_ROWS = 100;

export class Rounds {
	private readonly house: House;
	private readonly sinks: Sinks;
	private readonly say: (line: string) => void;

	constructor(house: House, sinks: Sinks, say: (line: string) => void) {
		this.house = house;
		this.sinks = sinks;
		this.say = say;
	}

	/** Every task once a round, one after the other; a round before the first is not counted. */
	async time(tasks: Task[], rounds: number): Promise<Result[]> {
		const results: Result[] = tasks.map((task) => ({ ...task, runs: [] }));
		const places = { floor: await this.house.startFloor(), workflow: await this.house.start() };
		try {
			for (let round = 0; round <= rounds; round++) {
				this.say(round === 0 ? 'Warming up …' : `Round ${round} of ${rounds} …`);
				for (const result of results) {
					// What takes long without using the processor has nothing to warm up.
					if (round === 0 && result.limit === 'five') continue;
					if (result.stopped !== undefined) continue;
					try {
						const run = await this.run(places[placeOf(result.name)], result);
						if (round > 0) result.runs.push(run);
					} catch (error) {
						if (!isOther(result.name)) throw error;
						result.stopped = (error as Error).message;
						await this.sinks[result.limit].child.ask();
					}
				}
			}
		} finally {
			await places.floor.stop();
			await places.workflow.stop();
		}
		return results;
	}

	/** The same, with a new process for each run. */
	async memory(tasks: Task[], rounds: number): Promise<Result[]> {
		const results: Result[] = tasks.map((task) => ({ ...task, runs: [] }));
		for (let round = 1; round <= rounds; round++) {
			this.say(`Memory, round ${round} of ${rounds} …`);
			for (const result of results) {
				const isFloor = placeOf(result.name) === 'floor';
				const place = await (isFloor ? this.house.startFloor() : this.house.start());
				try {
					await this.run(place, { ...result, count: FIRST_ROWS });
					result.runs.push(await this.run(place, result));
				} finally {
					await place.stop();
				}
			}
		}
		return results;
	}

	/** Each once, in a process of its own, which may not survive it. */
	async beyond(tasks: Task[]): Promise<Attempt[]> {
		const attempts: Attempt[] = [];
		for (const task of tasks) {
			this.say(`Beyond: ${task.name} with ${task.count} rows …`);
			const { child, baseUrl } = this.sinks[task.limit];
			const place = await this.house.start();
			const stopped = await place.run({ ...task, baseUrl, apiKey: keyFor(task.limit) }).then(
				() => undefined,
				(error: Error) => error.message,
			);
			await place.stop();
			attempts.push({ ...task, arrived: (await child.ask<Received>()).rows, stopped });
		}
		return attempts;
	}

	private async run(place: Place, task: Task): Promise<Result['runs'][number]> {
		const { child, baseUrl } = this.sinks[task.limit];
		if (task.limit === 'five') await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
		const measured = await place.run({ ...taskOf(task), baseUrl, apiKey: keyFor(task.limit) });
		const { digest, ...received } = await child.ask<Received>();
		const mayLose = task.name === 'fiveASecond';
		if (!mayLose) check(task, received.rows, digest);
		return { ...measured, ...received };
	}
}

export const keyFor = (limit: Limit) => `benchmark-${limit}`;

const placeOf = (name: CaseName) => (isScript(name) ? 'floor' : 'workflow');
const taskOf = ({ name, data, limit, count }: Task): Omit<Job, 'baseUrl' | 'apiKey'> => ({
	...{ name, data, limit, count },
});

/** Nothing is printed about a run whose rows did not all arrive as they are. */
function check({ name, data, count }: Task, rows: number, digest: string): void {
	const sent = sendsNothing(name) ? [] : rowsOf(data, count);
	if (digest === digestOf(sent)) return;
	const what = rows === sent.length ? 'rows arrived changed' : `${rows} rows arrived`;
	throw new Error(`${name}: of ${sent.length} rows sent, ${what}`);
}

/** Measures everything of a plan. */
export async function measure(
	{ time, memory, beyond }: Plan,
	rounds: number,
	on: Rounds,
): Promise<Results> {
	return {
		time: await on.time(time, rounds),
		memory: await on.memory(memory, rounds),
		beyond: await on.beyond(beyond),
	};
}
