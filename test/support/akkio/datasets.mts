/** What Akkio stores, without HTTP. Tests read it to compare what was reported with what is there. */
import { randomInt } from 'node:crypto';

import { fieldsOf, readRows, RefusedRows } from './rows.mts';
import type { Field, Row } from './rows.mts';

export { RefusedRows };
export type { Field, Row };

/** A dataset with all its rows, in the order in which they came. `fields` is empty until the first append. */
export interface Dataset {
	id: string;
	name: string;
	fields: Field[];
	rows: Row[];
}

/** What nobody knows about appends and lists, and so can be chosen. */
export interface Switches {
	/** Values under keys that are no field of the dataset: left out, stored all the same, or a 422 (U1). */
	extraFields?: 'drop' | 'keep' | 'refuse';
	/** How many of the first rows of an append that is refused for such keys are stored anyway (U3). */
	keptOfRefused?: number;
	/** How many lists a new dataset is missing from before it shows (U7). */
	listDelay?: number;
}

const ID_LENGTH = 20;
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An opaque id of 20 letters and digits (W13). */
const newId = () =>
	Array.from({ length: ID_LENGTH }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');

/** The datasets of one organization, oldest first. All in memory. */
export class Datasets {
	readonly #byId = new Map<string, Dataset>();
	readonly #extraFields: 'drop' | 'keep' | 'refuse';
	readonly #keptOfRefused: number;
	readonly #listDelay: number;
	/** How many lists each dataset is still missing from, by id. */
	readonly #missing = new Map<string, number>();

	constructor({ extraFields = 'drop', keptOfRefused = 0, listDelay = 0 }: Switches = {}) {
		this.#extraFields = extraFields;
		this.#keptOfRefused = keptOfRefused;
		this.#listDelay = listDelay;
	}

	/** Makes an empty dataset (W9). Names may repeat, ids never do. */
	create(name: string): Dataset {
		const dataset = { id: newId(), name, fields: [], rows: [] };
		this.#byId.set(dataset.id, dataset);
		this.#missing.set(dataset.id, this.#listDelay);
		return dataset;
	}

	/** Every dataset, oldest first. */
	list(): Dataset[] {
		return [...this.#byId.values()];
	}

	/** What a client is shown of them (W6): all but those that are too new (U7), which counts as a list. */
	show(): Dataset[] {
		return this.list().filter(({ id }) => {
			const missing = this.#missing.get(id)!;
			this.#missing.set(id, Math.max(0, missing - 1));
			return missing === 0;
		});
	}

	get(id: string): Dataset | undefined {
		return this.#byId.get(id);
	}

	/** Deletes a dataset with its rows (W12); says whether there was one. */
	delete(id: string): boolean {
		this.#missing.delete(id);
		return this.#byId.delete(id);
	}

	/**
	 * Appends rows, an array of objects or the JSON text of one (W10). The first append that has a row
	 * defines the fields (W11). Rows are stored as sent, except for what `extraFields` takes away.
	 * Throws RefusedRows for another shape (E5) and for refused fields, an Error for an unknown id.
	 */
	append(id: string, sent: unknown): void {
		const dataset = this.#byId.get(id);
		if (dataset === undefined) throw new Error(`There is no dataset with the id ${id}`);
		const rows = readRows(sent);
		if (dataset.rows.length === 0) dataset.fields = fieldsOf(rows);

		const names = new Set(dataset.fields.map(({ name }) => name));
		const known = ([name]: [string, unknown]) => names.has(name);
		const trimmed = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(known));
		const extra = new Set(rows.flatMap((row) => Object.keys(row).filter((key) => !names.has(key))));

		if (this.#extraFields === 'refuse' && extra.size > 0) {
			dataset.rows = dataset.rows.concat(rows.slice(0, this.#keptOfRefused).map(trimmed));
			throw new RefusedRows(
				[...extra].map((name) => ({
					loc: ['body', 'rows', name],
					msg: 'extra fields not permitted',
					type: 'value_error.extra',
				})),
			);
		}
		const asSent = this.#extraFields === 'keep' || extra.size === 0;
		dataset.rows = dataset.rows.concat(asSent ? rows : rows.map(trimmed));
	}
}
