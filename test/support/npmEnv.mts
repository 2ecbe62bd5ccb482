/** The environment for an npm that we start: what npx was told is not meant for it, and it would obey. */
export function npmEnv(): NodeJS.ProcessEnv {
	const { npm_config_call: _call, npm_config_package: _package, ...env } = process.env;
	return env;
}
