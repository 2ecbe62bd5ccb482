import type { Failure } from '../shared/explain';
import type { Fate } from '../shared/failures';

/** What became of a row. Four outcomes and no fifth. */
export interface Report {
	outcome: 'appended' | Fate;
	/** The number of the request that decided it, from 1; none if the row was never sent. */
	request?: number;
	/** Why it was not appended, or why it was not sent. */
	failure?: Failure;
}
