import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { npmEnv } from '../support/npmEnv.mts';

const run = promisify(execFile);

/** Packs the checkout, where npm's scripts and jest run, into a tarball in `folder`, which has no other. */
export async function packInto(folder: string): Promise<{ tarball: string; bytes: number }> {
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
		env: npmEnv(),
		shell: process.platform === 'win32',
	});
	const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
	const tarball = join(folder, name!);
	return { tarball, bytes: (await stat(tarball)).size };
}

/** Unpacks the tarball into `folder`, made anew; answers with how many bytes the tarball had. */
export async function unpackInto(folder: string): Promise<number> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const { tarball, bytes } = await packInto(folder);
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	await rm(tarball);
	return bytes;
}

/** The unpacked tarball, in a folder of its own for as long as `use` runs. */
export async function withTarball<T>(
	use: (folder: string, bytes: number) => T | Promise<T>,
): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-akkio-'));
	try {
		const bytes = await unpackInto(folder);
		return await use(folder, bytes);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
