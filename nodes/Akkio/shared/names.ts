/** Spaces other than the common one, as they come from web pages and spreadsheets. */
const SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** Characters without a width: soft hyphens, joiners, marks of direction, byte order marks. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;

/**
 * A name as names are compared, so that those that look the same are the same: in Unicode's composed
 * form, with common spaces, without invisible characters, and without white space around it.
 */
export function cleanName(name: string): string {
	// Most names need nothing.
	if (/^[!-~](?:[ -~]*[!-~])?$/.test(name)) return name;
	// Composed at the end: what is invisible may lie between a letter and its accent.
	return name.replace(SPACES, ' ').replace(INVISIBLE, '').normalize('NFC').trim();
}

/** The one of `names` that `name` was probably meant to be, if any is close enough. */
export function closestMatch(name: string, names: readonly string[]): string | undefined {
	const wanted = simplify(name);
	let closest: string | undefined;
	let minDistance = Math.max(1, Math.floor(wanted.length / 4)) + 1;
	for (const candidate of names.slice(0, MAX_NAMES)) {
		const other = simplify(candidate);
		if (Math.abs(other.length - wanted.length) >= minDistance || other.length > MAX_LENGTH)
			continue;
		const distance = editDistance(wanted, other);
		if (distance < minDistance) [closest, minDistance] = [candidate, distance];
	}
	return closest;
}

/** Pairs of names of which one may be a misspelling of the other: "Emial" and "Email", not "Q1" and "Q2". */
export function findLookAlikes(names: readonly string[]): Array<[string, string]> {
	const known = names.slice(0, MAX_COMPARED).map((name) => [name, simplify(name)] as const);
	return known.flatMap(([name, simple], index) =>
		known.slice(index + 1).flatMap(([other, otherSimple]): Array<[string, string]> => {
			const isNear =
				!/\d/.test(simple + otherSimple) &&
				Math.min(simple.length, otherSimple.length) >= MIN_LENGTH &&
				differsByOne(simple, otherSimple);
			return simple === otherSimple || isNear ? [[name, other]] : [];
		}),
	);
}

/** Whether one letter, or a swap of two neighbors, makes one of the other: in one pass over long names. */
function differsByOne(a: string, b: string): boolean {
	let start = 0;
	while (start < a.length && a[start] === b[start]) start++;
	let [endA, endB] = [a.length, b.length];
	while (Math.min(endA, endB) > start && a[endA - 1] === b[endB - 1])
		[endA, endB] = [endA - 1, endB - 1];
	const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
	if (Math.max(restA.length, restB.length) < 2) return true;
	return restA.length === 2 && restB.length === 2 && restA === restB[1]! + restB[0]!;
}

/** Shorter words are often one letter apart. */
const MIN_LENGTH = 5;
const MAX_COMPARED = 100;

/** Comparing takes time, and a suggestion is only a courtesy. */
const MAX_NAMES = 1000;
const MAX_LENGTH = 100;

/** Capital letters, spaces, dashes and underscores do not make another word. */
const simplify = (name: string) =>
	name
		.slice(0, MAX_LENGTH + 1)
		.toLowerCase()
		.replace(/[\s_\-.]+/g, '');

/** How many letters have to be added, removed, changed or swapped with the next to get from a to b. */
function editDistance(a: string, b: string): number {
	let before: number[] = [];
	let above = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const line = [row];
		for (let column = 1; column <= b.length; column++) {
			const change = a[row - 1] === b[column - 1] ? 0 : 1;
			const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			line.push(
				Math.min(
					above[column]! + 1,
					line[column - 1]! + 1,
					above[column - 1]! + change,
					isSwap ? before[column - 2]! + 1 : Infinity,
				),
			);
		}
		[before, above] = [above, line];
	}
	return above[b.length]!;
}
