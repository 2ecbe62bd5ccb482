import type { Failure } from '../shared/explain';

/** A row that cannot be sent as it is, and why: the phrase follows the row's number, "has no fields". */
export class Unfit {
	constructor(
		readonly phrase: string,
		/** What to do. */
		readonly description: string,
	) {}

	/** The same as a request's failure, so that the row can be accounted for like any other. */
	failure(row?: string): Failure {
		return {
			name: 'unfit',
			rows: 'notAppended',
			unsent: true,
			message: row === undefined ? this.phrase : `${row} ${this.phrase}`,
			description: this.description,
		};
	}
}
