/** The one of `names` that `wrong` was probably meant to be, if any is near enough. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
	const meant = bare(wrong);
	const most = Math.max(1, Math.floor(meant.length / 4));
	let best: string | undefined;
	let least = most + 1;
	for (const name of names.slice(0, NAMES_COMPARED)) {
		const other = bare(name);
		if (Math.abs(other.length - meant.length) >= least || other.length > LONGEST) continue;
		const far = distance(meant, other);
		if (far < least) [best, least] = [name, far];
	}
	return best;
}

/** Comparing costs time, and a guess is only a courtesy. */
const NAMES_COMPARED = 1000;
const LONGEST = 100;

/** Capital letters, spaces, dashes and underscores make no other word. */
const bare = (name: string) =>
	name
		.slice(0, LONGEST + 1)
		.toLowerCase()
		.replace(/[\s_\-.]+/g, '');

/** How many letters have to be added, removed, changed or swapped with the next to get from a to b. */
function distance(a: string, b: string): number {
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
