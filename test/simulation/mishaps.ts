import { FAULTS, type EventName, type FaultName, type Made, type Measure } from './faults';
import type { Schedule } from './schedule';

/** What happens to the next request: a fault with its name, or nothing. */
export interface Mishap {
	name?: FaultName;
	made?: Made;
}

/** Hands a schedule's faults out, request by request, and tells when a key or dataset has to go. */
export class Mishaps {
	private readonly appends: Array<{ fault?: FaultName; amount: number }>;

	private readonly reads: Schedule['reads'];

	private requests = 0;

	constructor(
		private readonly schedule: Schedule,
		private readonly pace: number,
		private readonly act: { revoke(): void; deleteFirst(): void; happened(name: EventName): void },
	) {
		this.appends = schedule.steps.flatMap(({ times, ...step }) =>
			Array.from({ length: times }, () => step),
		);
		this.reads = [...schedule.reads];
	}

	/** @param timeout of the request, in ms */
	next(method: 'GET' | 'POST', timeout: number): Mishap {
		this.requests++;
		const { revokedBefore, deletedBefore } = this.schedule;
		if (this.requests === revokedBefore) {
			this.act.revoke();
			this.act.happened('key revoked midway');
		}
		if (this.requests === deletedBefore) {
			this.act.deleteFirst();
			this.act.happened('dataset deleted midway');
		}
		const step =
			method === 'GET' ? { fault: this.reads.shift(), amount: 100 } : this.appends.shift();
		if (step?.fault === undefined) return {};
		const make: (measure: Measure) => Made = FAULTS[step.fault];
		return {
			name: step.fault,
			made: make({ amount: step.amount, timeout, pace: this.pace }),
		};
	}
}
