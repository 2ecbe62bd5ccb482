import { getRequestOptions } from '../../../nodes/Akkio/shared/requestOptions';
import { node } from '../../support/engine/run';

type Context = Parameters<typeof getRequestOptions>[0];

/** The options of a custom operation, which names the item, and of RoutingNode, which knows it. */
function transport(requestOptions: object | undefined) {
	const getNode = () => node('Akkio', 'akkio');
	const given = (...parameters: unknown[]) => requestOptions ?? parameters.at(-1);
	const ofRun = jest.fn(given);
	const ofItem = jest.fn(given);
	const forItem = { getNode, getItemIndex: () => 3, getNodeParameter: ofItem };
	const options = getRequestOptions({ getNode, getNodeParameter: ofRun } as unknown as Context);
	expect(getRequestOptions(forItem as unknown as Context)).toStrictEqual(options);
	expect(ofRun).toHaveBeenCalledWith('requestOptions', 0, {});
	expect(ofItem).toHaveBeenCalledWith('requestOptions', {});
	return options;
}
const USUAL = { protocol: 'http', host: 'myproxy', port: 3128 };
const through = (proxy: string, parts: object): [object, object] => [
	{ proxy },
	{ timeout: 120_000, proxy: { ...USUAL, ...parts } },
];

// prettier-ignore
test.each<[object | undefined, object]>([
	[undefined, { timeout: 120_000 }], [{ timeout: 0 }, { timeout: 120_000 }], [{ timeout: 1, allowUnauthorizedCerts: false }, { timeout: 1 }],
	[{ timeout: 600_000, batching: { batch: { batchSize: 50 } } }, { timeout: 600_000 }],
	[{ allowUnauthorizedCerts: true }, { timeout: 120_000, skipSslCertificateValidation: true }],
	through('http://myproxy:3128', {}), through('myproxy:3128', {}), through(' \tHTTP://MyProxy:3128\n', { host: 'MyProxy' }),
	through('https://proxy.example.com:443/', { protocol: 'https', host: 'proxy.example.com', port: 443 }),
	through('10.0.0.7:8080', { host: '10.0.0.7', port: 8080 }), through('ada@myproxy:3128', { auth: { username: 'ada', password: '' } }),
	through('http://ada:l0ve@myproxy:3128', { auth: { username: 'ada', password: 'l0ve' } }),
	// n8n's helper puts it into an address again, as it is.
	through('http://ada:l%40:ve@myproxy:3128', { auth: { username: 'ada', password: 'l%40:ve' } }),
])('%j are %j for the request', (given, expected) =>
	expect(transport(given)).toStrictEqual(expected),
);

test.each([
	...['myproxy', 'http://myproxy', 'http://myproxy:port', ':3128', 'http://:3128'],
	...['http://myproxy:3128/path', 'http://ada:l0ve@myproxy', '://ada:l0ve@myproxy:3128'],
	...['socks5', 'SOCKS5', 'socks', 'socks4a', 'ftp'].map((one) => `${one}://ada:l0ve@myproxy:1080`),
])('the proxy %j is refused in a sentence without its password', (proxy) => {
	const isOther = /^(socks|ftp)/i.test(proxy);
	const wrong = isOther ? 'has to be an http or https proxy' : 'is not an address with a port';
	let error = new Error();
	try {
		transport({ proxy });
	} catch (thrown) {
		error = thrown as Error;
	}
	const description = expect.stringMatching(/http:\/\/myproxy:3128/) as string;
	expect(error).toMatchObject({ message: `The 'Proxy' ${wrong}`, description });
	expect(`${JSON.stringify(error)} ${error.stack}`).not.toContain('l0ve');
});
