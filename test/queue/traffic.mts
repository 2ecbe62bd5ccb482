import { mostInASecond } from '../support/akkio/requests.mts';
import { balance, type Balance } from './balance.mts';
import { callAll, callsOf } from './calls.mts';
import type { Cluster } from './cluster.mts';

/** Rows in a call: as a form's, or as a batch from another program. */
const MOST_ROWS = 50;

export interface Traffic extends Balance {
	/** Requests that were answered with a 429. */
	refused: number;
	/** The most requests that came within any second, over the account. */
	most: number;
}

/** Makes so many calls at once and balances what was told against what is there; `tell` gets figures. */
export async function traffic(
	{ akkio, main, cookie, stored }: Cluster,
	{ name, count, tell }: { name: string; count: number; tell: (figures: string) => void },
): Promise<Traffic> {
	const before = { requests: akkio.requests.length, refused: akkio.rate.refused };
	const started = Date.now();
	const answered = await callAll(main, callsOf(name, count, MOST_ROWS));
	const seconds = (Date.now() - started) / 1000;

	const found = await balance({ n8n: main, cookie }, answered, stored());
	const requests = akkio.requests.slice(before.requests);
	const most = mostInASecond(requests);
	const refused = akkio.rate.refused - before.refused;
	const { acknowledged, failed, failures, duplicates, lostWithoutAWord } = found;
	tell(
		[
			`${count} calls, ${acknowledged + failed} rows, ${seconds.toFixed(1)} s`,
			`acknowledged ${acknowledged}`,
			`reported as failed ${failed}, in ${failures.length} calls`,
			`duplicates ${duplicates}`,
			`lost without a word ${lostWithoutAWord}`,
			`requests ${requests.length}, most in a sliding second ${most}, 429s ${refused}`,
		].join('; '),
	);
	return { ...found, refused, most };
}
