import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout: jest and npm's scripts run in it. */
export const root = process.cwd();

/** Every file in dist, by its path, sorted. */
export const dist = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map(({ parentPath, name }) => join(parentPath, name).slice(join(root, 'dist').length + 1))
	.sort();

export function readJson(file: string): Record<string, unknown> {
	return JSON.parse(readText(file));
}

export function readText(file: string): string {
	return readFileSync(join(root, file), 'utf8');
}

/** The content of each file in a folder, by its name, sorted. */
export function textsBelow(folder: string): Record<string, string> {
	const names = readdirSync(join(root, folder)).sort();
	return Object.fromEntries(names.map((name) => [name, readText(`${folder}/${name}`)]));
}
