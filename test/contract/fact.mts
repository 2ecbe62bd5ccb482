import type { Akkio, Answer } from './akkio.mts';

/** What the checks work on: the account, and the one dataset that the suite made for itself. */
export interface World {
	akkio: Akkio;
	/** Of the suite's own dataset; no other dataset has it. */
	name: string;
	/** Its id, once it is there. */
	id: string;
}

/** One line of test/support/akkio/FACTS.md as a check. */
export interface Fact {
	/** Its number there; a line that holds two facts has two checks. */
	number: string;
	/** What has to be so, or, for what nobody knows, the question. */
	says: string;
	/**
	 * Throws a Broken if it is not so. Words that it answers with are what was learned.
	 */
	check(world: World): Promise<string | void>;
}

/** A fact does not hold; the message says what was seen instead. */
export class Broken extends Error {}

/** Throws a Broken unless it is so. */
export function must(isSo: boolean, saw: string): asserts isSo {
	if (!isSo) throw new Broken(saw);
}

/** An answer's body, if it is a JSON object. */
export function bodyOf({ body }: Answer): Record<string, unknown> {
	const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
	return isObject ? (body as Record<string, unknown>) : {};
}

export const succeeded = (answer: Answer) =>
	answer.status === 200 && bodyOf(answer).status === 'success';

/** The suite's dataset, as a GET with its id tells of it. */
export async function read({ akkio, id }: World): Promise<Record<string, unknown>> {
	const answer = await akkio.ask('GET', { id });
	must(succeeded(answer), akkio.words(answer));
	return bodyOf(answer);
}

/** The number of rows, looked at again while it is lower: whether it rises at once is not documented. */
export async function rowsWithin(world: World, expected: number, looks = 10): Promise<number> {
	for (let look = 1; ; look++) {
		const rows = Number((await read(world)).rows);
		if (rows >= expected || look === looks) return rows;
		await world.akkio.pause();
	}
}

/** The names of the columns, in Akkio's order. */
export async function columnsOf(world: World): Promise<string[]> {
	const { fields } = await read(world);
	must(Array.isArray(fields), `no list of fields: ${JSON.stringify(fields)}`);
	return fields.map((field: { name?: unknown }) => String(field.name));
}
