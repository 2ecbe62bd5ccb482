import type { Report } from '../../../append/report';
import type { Row } from '../../../append/rows';
import { Unfit } from '../../../append/unfit';
import type { Planned } from './planned';

/** The rows of a run for one dataset; all these lists are in the same order. */
export abstract class TargetRows {
	/** Whose they are. */
	readonly planned: Planned[] = [];

	/** As the user gave them. */
	readonly sources: unknown[] = [];

	/** With values as Akkio takes them, where it takes any. */
	protected readonly valued: Array<Row | Unfit> = [];

	/** As they are sent; not all of them can be. */
	rows: ReadonlyArray<Row | Unfit> = this.valued;

	/** Whether some of them cannot be sent. */
	hasUnfit = false;

	private hasUnfitValues = false;

	/** What became of them, once that is known. */
	reports: readonly Report[] = [];

	/** What to call the row at `index`. */
	readonly nameOf = (index: number): string => this.planned[index]!.name;

	protected put(planned: Planned, source: unknown, row: Row | Unfit): void {
		this.planned.push(planned);
		this.sources.push(source);
		this.valued.push(row);
		if (row instanceof Unfit) this.hasUnfit = this.hasUnfitValues = true;
	}

	/** Those whose values Akkio takes. */
	protected get sendable(): readonly Row[] {
		return this.hasUnfitValues ? this.valued.filter(isRow) : (this.valued as Row[]);
	}

	protected sendAs(rows: ReadonlyArray<Row | Unfit>): void {
		this.rows = rows;
		this.hasUnfit = rows === this.valued ? this.hasUnfitValues : !rows.every(isRow);
	}
}

const isRow = (row: Row | Unfit): row is Row => !(row instanceof Unfit);
