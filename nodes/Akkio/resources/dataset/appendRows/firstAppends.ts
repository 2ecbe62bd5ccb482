import { clock } from '../../../shared/clock';
import { Memory } from '../../../shared/memory';

/** How many first appends, those that fix a dataset's columns, are over in this process. */
let over = 0;

/** Of each dataset, the number of the last one. */
const last = new Memory<number>(clock);

export const firstAppendsOver = (): number => over;

/** Notes that a first append to this dataset is over, and how many are. */
export function noteFirstAppend(id: string): number {
	last.set(id, ++over);
	return over;
}

/** Whether one to this dataset came to its end when so many were over, or later. */
export const hadFirstAppendSince = (id: string, before: number): boolean =>
	(last.get(id) ?? 0) > before;
