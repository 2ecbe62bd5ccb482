import type { Context } from './context';
import type { Kind } from './locator';
import { cleanName, closestMatch } from './names';
import { toUserError } from './nodeErrors';
import { truncate } from './text';

/** A dataset or a model, as far as it is needed to find it. */
interface Named {
	id: string;
	name: string;
}

/**
 * The one of this name, as `cleanName` compares names, capital letters included; or of this ID, since
 * whoever changes the mode from By ID to By Name takes the ID along. Undefined if there is none.
 * @param itemIndex the item to blame, from 0
 * @throws NodeOperationError if several share the name
 */
export function findByName<T extends Named>(
	context: Context,
	kind: Kind,
	name: string,
	listed: readonly T[],
	itemIndex: number,
): T | undefined {
	const sameId = listed.find(({ id }) => id === name);
	if (sameId) return sameId;
	const wanted = cleanName(name);
	const matches = listed.filter((one) => cleanName(one.name) === wanted);
	if (matches.length < 2) return matches[0];
	const message = `Akkio has ${matches.length} ${kind}s named '${truncate(name)}'`;
	const ids = matches.slice(0, 10).map(({ id }) => id);
	const description = `Use the ID of one of them instead of the name: ${ids.join(', ')}.`;
	throw toUserError(context, message, description, itemIndex);
}

/** The same, but if there is none, that is an error with the closest name that something has. */
export function getByName<T extends Named>(
	context: Context,
	kind: Kind,
	name: string,
	listed: readonly T[],
	itemIndex: number,
): T {
	const found = findByName(context, kind, name, listed, itemIndex);
	if (found) return found;
	const names = listed.map((one) => one.name);
	const match = closestMatch(name, names);
	const guess = match === undefined ? '' : `Did you mean '${truncate(match)}'? `;
	const toCreate =
		kind === 'dataset'
			? " To create it, Append Rows has the option 'Create Dataset If Not Found'."
			: '';
	const message = `Akkio has no ${kind} named '${truncate(name)}'`;
	const description = `${guess}Check the spelling, capital letters included, or choose the ${kind} from the list.${toCreate}`;
	throw toUserError(context, message, description, itemIndex);
}
