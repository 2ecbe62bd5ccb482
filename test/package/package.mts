import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** Joins parts of a path within the checkout. */
export { join as joinPath } from 'node:path/posix';

/** The checkout: jest and npm's scripts run in it. */
export const root = process.cwd();

export const readText = (file: string): string => readFileSync(join(root, file), 'utf8');

export const readJson = (file: string): Record<string, unknown> => JSON.parse(readText(file));

/** The content of every file below a folder, by its path in there with forward slashes, sorted. */
export function readFiles(folder: string): Map<string, string> {
	const top = resolve(root, folder);
	const paths = readdirSync(top, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(top, join(parentPath, name)).split(sep).join('/'))
		.sort();
	return new Map(paths.map((path) => [path, readFileSync(join(top, path), 'utf8')]));
}
