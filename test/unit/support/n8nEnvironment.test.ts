import { n8nEnvironment } from '../../support/n8n/environment.mts';

it('passes on what a program needs of the computer, and the settings', () => {
	const environment = {
		PATH: '/bin',
		Path: 'C:\\bin',
		HOME: '/home/me',
		https_proxy: 'http://p:1',
	};
	expect(n8nEnvironment(environment, { N8N_PORT: '5678' })).toEqual({
		...environment,
		N8N_PORT: '5678',
	});
});

it('passes on no key, no password, and nothing else that workflows could read as $env', () => {
	const secrets = {
		AKKIO_API_KEY: 'key',
		npm_config__authToken: 'token',
		GITHUB_TOKEN: 'token',
		HTTPS_PROXY: 'http://user:password@proxy:1',
		N8N_ENCRYPTION_KEY: 'key',
		ANYTHING: 'else',
	};
	expect(n8nEnvironment(secrets, {})).toEqual({});
});
