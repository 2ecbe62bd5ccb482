import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { Sentence } from '../support/n8n/sentence.mts';

/** Debian keeps PostgreSQL's own programs outside of the PATH, in a folder for each version. */
const POSTGRES = '/usr/lib/postgresql';

/** The file of a program of Debian's redis-server or postgresql; a Sentence says if it is missing. */
export function program(name: string): string {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRES, version, 'bin')),
	];
	const file = folders.map((folder) => join(folder, name)).find((one) => existsSync(one));
	if (file) return file;
	throw new Sentence(
		`${name} is missing: install it first, on Debian with apt-get install redis-server postgresql.`,
	);
}
