const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

/** Starts from nothing, so that a file that was renamed does not live on in the package. */
const clean = () => rm('dist', { recursive: true, force: true });

const compile = async () => {
	const tsc = require.resolve('typescript/bin/tsc');
	try {
		await promisify(execFile)(process.execPath, [tsc]);
	} catch ({ stdout, message }) {
		throw new Error(stdout || message);
	}
};

/** Icons, the codex (*.node.json) and the output schemas (__schema__), which n8n reads beside the code. */
const copy = () => src('nodes/**/*.{svg,json}', { base: '.', encoding: false }).pipe(dest('dist'));

exports.build = series(clean, parallel(compile, copy));
