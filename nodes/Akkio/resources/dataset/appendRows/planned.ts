import type { Report } from '../../../append/report';
import type { Row } from '../../../append/rows';
import type { Unfit } from '../../../append/unfit';
import type { Target } from './target';

/**
 * One row on its way: whose it is. What it holds, and what became of it, lies with the other rows for
 * its dataset, since lists of rows are looked through faster than a hundred thousand of these.
 */
export class Planned {
	constructor(
		/** Its item's place in the input, from 0. */
		readonly itemIndex: number,
		readonly target: Target,
		/** Its place among the target's rows. */
		readonly index: number,
		/** Its place in the item's list from 0, if the item holds a list. */
		readonly place: number | undefined,
		/** " of item 3" where the row's place does not say enough. */
		readonly ofItem: string,
	) {}

	/** As the user gave it. */
	get source(): unknown {
		return this.target.sources[this.index];
	}

	/** As it is sent. */
	get row(): Row | Unfit {
		return this.target.rows[this.index]!;
	}

	/** What became of it, once that is known. */
	get report(): Report | undefined {
		return this.target.reports[this.index];
	}

	/** What to call it: "Row 3", or "Row 1 of item 3". */
	get name(): string {
		const { itemIndex, place, ofItem } = this;
		return place === undefined ? `Row ${itemIndex + 1}` : `Row ${place + 1}${ofItem}`;
	}
}
