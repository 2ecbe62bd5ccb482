import type { CaseName } from './cases.mts';
import type { Data } from './rows.mts';

/** Whether Akkio's limit holds, on both sides, or nothing limits. */
export type Limit = 'off' | 'five';

/** One run of one case. */
export interface Job {
	name: CaseName;
	data: Data;
	limit: Limit;
	/** How many rows. */
	count: number;
	/** Where the sink listens, and a key for it; the pace goes by keys. */
	baseUrl: string;
	apiKey: string;
}
