import { shortened } from '../shared/text';
import type { Columns } from './columns';
import type { Row } from './rows';
import { nearest } from './spelling';
import { Unfit } from './unfit';

/** What to do with fields that are no column. */
export type ExtraFields = 'refuse' | 'leaveOut' | 'send';

/** Fits the rows of one run to the columns of one dataset. */
export class Fitting {
	/** The rows' fields that have no column, first seen first. */
	readonly extras: readonly string[];

	/** What to do about them: the same for every row. */
	private advice?: string;

	constructor(
		private readonly columns: Columns,
		private readonly extraFields: ExtraFields,
		rows: readonly Row[],
	) {
		this.extras = columns.extrasOf(rows);
	}

	/**
	 * The row with a value for every column, in the dataset's order, null where it has none; fields
	 * without a column come after them if they are to be sent. A row that is so already stays itself.
	 */
	fit(row: Row): Row | Unfit {
		const fitted = this.columns.isFitted(row) ? row : this.arranged(row);
		return fitted instanceof Unfit ? fitted : (this.wrongNumber(fitted) ?? fitted);
	}

	private arranged(row: Row): Row | Unfit {
		const extras = this.extras.filter((name) => Object.hasOwn(row, name));
		if (extras.length === 0 || this.extraFields === 'send')
			return this.columns.arranged(row, extras);
		if (this.extraFields === 'refuse') {
			const what = extras.length === 1 ? 'a field' : 'fields';
			this.advice ??= this.adviceOn(this.extras);
			return new Unfit(`has ${what} without a column: ${listed(extras)}`, this.advice);
		}
		return extras.length === Object.keys(row).length ? NO_COLUMN : this.columns.arranged(row, []);
	}

	private adviceOn(extras: readonly string[]): string {
		const all = extras.length > 1 ? [`Without a column are: ${listed(extras)}.`] : [];
		const guesses = extras.slice(0, GUESSES).flatMap((extra) => {
			const column = nearest(extra, this.columns.names);
			return column === undefined
				? []
				: [`Is '${shortened(extra)}' the column '${shortened(column)}'?`];
		});
		return [...all, ...guesses, RENAME].join(' ');
	}

	private wrongNumber(row: Row): Unfit | undefined {
		const wrong = this.columns.wrongNumbers(row);
		if (wrong.length === 0) return undefined;
		const cells = wrong.map((name) => `${inWords(row[name])} in '${shortened(name, SHOWN)}'`);
		return new Unfit(
			`has ${listed(cells)}, where the dataset has numbers`,
			'Akkio could not take it for a number. Correct the value before this node, or give null if it is missing.',
		);
	}
}

/** Each guess compares a name with every column, and nobody reads more of them. */
const GUESSES = 10;

/** More names than this are counted, so that a message can still be read. */
const NAMES_SHOWN = 100;

/** Names for a sentence, the many at the end counted. */
export function listed(names: readonly string[], most = NAMES_SHOWN): string {
	const more = names.length - most;
	const shown = names.slice(0, most).map((name) => shortened(name));
	return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const RENAME =
	"A dataset's columns are fixed. Choose Map Each Column Manually in 'Mapping Mode', rename the field before this node, or say in 'Options' → 'Fields Without a Column' what to do with it.";

const NO_COLUMN = new Unfit(
	'has no field with a column',
	'Akkio would store an empty row. Check that this is the right dataset, and how its columns are spelt.',
);

const SHOWN = 40;
const inWords = (value: unknown) =>
	typeof value === 'string' ? `'${shortened(value, SHOWN)}'` : String(value);
