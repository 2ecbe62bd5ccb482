/** What a program needs to know about the computer. It is an allowlist: any other name may be a secret's. */
const PASSED_ON = new Set([
	...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'],
	...['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP'],
	...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
]);
const URL_WITH_PASSWORD = /\/\/[^/]*@/;

/**
 * The environment for an n8n: workflows can read all of it as `$env`, so AKKIO_API_KEY and whatever
 * else the environment of this process holds stay out of it.
 */
export function n8nEnvironment(
	environment: NodeJS.ProcessEnv,
	settings: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
	const passedOn = Object.entries(environment).filter(
		([name, value]) => PASSED_ON.has(name.toUpperCase()) && !URL_WITH_PASSWORD.test(value ?? ''),
	);
	return { ...Object.fromEntries(passedOn), ...settings };
}
