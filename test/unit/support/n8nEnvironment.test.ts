import { n8nEnvironment } from '../../support/n8n/environment.mts';

const NEEDED = {
	...{ PATH: '/bin', Path: 'C:\\bin', HOME: '/home/me', https_proxy: 'http://p:1' },
};
const SECRET = {
	...{ AKKIO_API_KEY: 'key', npm_config__authToken: 'token', GITHUB_TOKEN: 'token' },
	...{ HTTPS_PROXY: 'http://user:password@proxy:1', N8N_ENCRYPTION_KEY: 'key', ANYTHING: 'else' },
};

it('passes on what a program needs and the settings, but no key and nothing else that workflows could read as $env', () =>
	expect(n8nEnvironment({ ...NEEDED, ...SECRET }, { N8N_PORT: '5678' })).toEqual({
		...NEEDED,
		N8N_PORT: '5678',
	}));
