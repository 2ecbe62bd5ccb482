/** What Akkio stores, without HTTP. Tests read it to compare what was reported with what is there. */
import { randomInt } from 'node:crypto';

import { inferFields, InvalidRequest, readRows, type Field, type Row } from './rows.mts';

/** A dataset as it is stored, rows in the order of their arrival; `fields` is empty until the first append. */
export interface Dataset {
	id: string;
	name: string;
	fields: Field[];
	rows: Row[];
}

/** Behavior that is not known, or not certain, and so can be chosen. */
export interface Switches {
	/** Values under keys that are no field of the dataset: left out (the default), stored, or a 422 (U1). */
	extraFields?: 'drop' | 'keep' | 'refuse';
	/** How many lists a new dataset is missing from before it shows (U7). */
	listDelay?: number;
	/** Milliseconds during which clients see a dataset as it was before an append (W15). */
	parsingDelay?: number;
	/** Whether the number of rows that is shown has those that are not parsed yet (W15). */
	countsUnparsed?: boolean;
	/**
	 * How an unknown id is answered (U8): by an HTTP code with a text in `status`; `error` is a 200 with
	 * `{"status":"error","message":"…"}` (E8). A 404 unless given.
	 */
	unknownId?: '404' | '400' | '200' | 'error';
	/** The time in milliseconds for `parsingDelay`; performance.now unless given. */
	now?: () => number;
}

/** What a client sees of a dataset (W7). `rows` is a number. */
export type Shown = Pick<Dataset, 'name' | 'fields'> & { rows: number };

interface Stored {
	dataset: Dataset;
	/** How many lists it is still missing from. */
	hiddenLists: number;
	/** What clients see until the rows of each append are parsed, oldest first. */
	beforeAppends: Array<{ until: number; shown: Pick<Shown, 'fields' | 'rows'> }>;
}

/** An opaque id of 20 letters and digits (W13). */
export const newId = () => Array.from({ length: 20 }, () => randomInt(36).toString(36)).join('');

export class Datasets {
	readonly unknownId: NonNullable<Switches['unknownId']>;
	readonly #stored = new Map<string, Stored>();
	readonly #switches: Switches;
	readonly #now: () => number;

	constructor(switches: Switches = {}) {
		this.#switches = switches;
		this.unknownId = switches.unknownId ?? '404';
		this.#now = switches.now ?? (() => performance.now());
	}

	/** Makes an empty dataset (W9). Names may repeat (W17), ids never do. */
	create(name: string): Dataset {
		const dataset = { id: newId(), name, fields: [], rows: [] };
		const hiddenLists = this.#switches.listDelay ?? 0;
		this.#stored.set(dataset.id, { dataset, hiddenLists, beforeAppends: [] });
		return dataset;
	}

	list(): Dataset[] {
		return [...this.#stored.values()].map(({ dataset }) => dataset);
	}

	/** What a client's list has (W6): those that are not too new (U7), by id. Counts as a list. */
	show(): Dataset[] {
		return [...this.#stored.values()]
			.filter((stored) => stored.hiddenLists-- <= 0)
			.map(({ dataset }) => dataset)
			.sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	get(id: string): Dataset | undefined {
		return this.#stored.get(id)?.dataset;
	}

	/** A dataset as a client sees it: without the rows and fields that are not parsed yet (W15). */
	describe(id: string): Shown | undefined {
		const stored = this.#stored.get(id);
		if (stored === undefined) return undefined;
		const { name, fields, rows } = stored.dataset;
		const before = this.#unparsed(stored)?.shown;
		const isCounted = before === undefined || this.#switches.countsUnparsed;
		return { name, fields, ...before, rows: isCounted ? rows.length : before.rows };
	}

	/** Whether Akkio still parses what was appended to a dataset (W15). */
	isParsing(id: string): boolean {
		return this.#unparsed(this.#stored.get(id)) !== undefined;
	}

	#unparsed(stored?: Stored) {
		const now = this.#now();
		return stored?.beforeAppends.find(({ until }) => until > now);
	}

	/** Sets a dataset's fields, whatever its rows hold. Ends `parsingDelay` for what was appended so far. */
	setFields(id: string, fields: Field[]): void {
		const { dataset, beforeAppends } = this.#expect(id);
		dataset.fields = fields;
		beforeAppends.splice(0);
	}

	/** Deletes a dataset with its rows (W12); says whether there was one. */
	delete(id: string): boolean {
		return this.#stored.delete(id);
	}

	/**
	 * Appends rows, an array of objects or the JSON text of one (W10). The first append that has a field
	 * defines the fields (W11). Rows are stored as sent, except for what `extraFields` takes away.
	 * Throws InvalidRequest for another shape (E5) and for refused fields, an Error for an unknown id.
	 */
	append(id: string, sent: unknown): void {
		const { dataset, beforeAppends } = this.#expect(id);
		const { extraFields = 'drop', parsingDelay = 0 } = this.#switches;
		const rows = readRows(sent);
		const names = new Set(dataset.fields.map(({ name }) => name));
		const extra = rows.flatMap((row) => Object.keys(row).filter((key) => !names.has(key)));
		if (names.size > 0 && extraFields === 'refuse' && extra.length > 0) {
			const what = { msg: 'extra fields not permitted', type: 'value_error.extra' };
			const details = [...new Set(extra)].map((name) => ({ loc: ['body', 'rows', name], ...what }));
			throw new InvalidRequest(details);
		}
		if (parsingDelay > 0 && rows.length > 0) {
			const shown = { fields: dataset.fields, rows: dataset.rows.length };
			beforeAppends.push({ until: this.#now() + parsingDelay, shown });
		}
		const isFirst = names.size === 0;
		if (isFirst) dataset.fields = inferFields(rows);
		const isKnown = ([name]: [string, unknown]) => names.has(name);
		const trim = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(isKnown));
		const asSent = isFirst || extraFields === 'keep' || extra.length === 0;
		dataset.rows = dataset.rows.concat(asSent ? rows : rows.map(trim));
	}

	#expect(id: string): Stored {
		const stored = this.#stored.get(id);
		if (stored === undefined) throw new Error(`There is no dataset with the id ${id}`);
		return stored;
	}
}
