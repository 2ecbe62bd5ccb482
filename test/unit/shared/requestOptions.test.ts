import {
	NodeOperationError,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
} from 'n8n-workflow';

import { getRequestOptions } from '../../../nodes/Akkio/shared/requestOptions';
import { node } from '../../support/engine/run';

const akkio = node('Akkio', 'akkio');

/** What n8n gives if the parameter is not there: what it is told to. */
type Given = object | undefined;

/** The custom operation, which has all items: a parameter is asked for with an item's number. */
function customOperation(requestOptions: Given) {
	const getNodeParameter = (...args: unknown[]) => {
		expect(args).toEqual(['requestOptions', 0, {}]);
		return requestOptions ?? args[2];
	};
	return { getNode: () => akkio, getNodeParameter } as unknown as IExecuteFunctions;
}

/** RoutingNode, which has one item: it knows the number itself. */
function routingNode(requestOptions: Given) {
	const getNodeParameter = (...args: unknown[]) => {
		expect(args).toEqual(['requestOptions', {}]);
		return requestOptions ?? args[1];
	};
	const context = { getNode: () => akkio, getItemIndex: () => 3, getNodeParameter };
	return context as unknown as IExecuteSingleFunctions;
}

describe.each([
	['a custom operation', customOperation],
	['RoutingNode', routingNode],
])('for %s', (_who, contextOf) => {
	const transport = (requestOptions: Given) => getRequestOptions(contextOf(requestOptions));
	const proxy = (address: string) => transport({ proxy: address }).proxy;

	test.each([
		[undefined, 120_000],
		[{}, 120_000],
		[{ timeout: 0 }, 120_000],
		[{ timeout: 1, allowUnauthorizedCerts: false }, 1],
		[{ timeout: 600_000, batching: { batch: { batchSize: 50 } } }, 600_000],
	])('%j is a timeout and nothing else', (given, timeout) =>
		expect(transport(given)).toStrictEqual({ timeout }),
	);

	test('certificates are not checked if the user says so', () => {
		expect(transport({ allowUnauthorizedCerts: true, timeout: 9 })).toStrictEqual({
			timeout: 9,
			skipSslCertificateValidation: true,
		});
	});

	test.each([
		['http://myproxy:3128', {}],
		['https://proxy.example.com:443/', { protocol: 'https', host: 'proxy.example.com', port: 443 }],
		['myproxy:3128', {}],
		['10.0.0.7:8080', { host: '10.0.0.7', port: 8080 }],
		[' \tHTTP://MyProxy:3128\n', { host: 'MyProxy' }],
		['http://ada:l0ve@myproxy:3128', { auth: { username: 'ada', password: 'l0ve' } }],
		['ada@myproxy:3128', { auth: { username: 'ada', password: '' } }],
		// n8n's helper puts it into an address again, as it is.
		['http://ada:l%40:ve@myproxy:3128', { auth: { username: 'ada', password: 'l%40:ve' } }],
	])('the proxy %j is taken apart', (address, parts) => {
		const usual = { protocol: 'http', host: 'myproxy', port: 3128 };
		expect(proxy(address)).toStrictEqual({ ...usual, ...parts });
	});

	test.each([
		'myproxy',
		'http://myproxy',
		'http://myproxy:port',
		':3128',
		'http://:3128',
		'http://myproxy:3128/path',
		'http://ada:l0ve@myproxy',
		'://ada:l0ve@myproxy:3128',
	])('the proxy %j is refused in a sentence without its password', (address) =>
		expectRefusal(() => proxy(address), "The 'Proxy' is not an address with a port"),
	);

	test.each(['socks5', 'SOCKS5', 'socks', 'socks4a', 'ftp'])(
		'a %s proxy is refused in a sentence without its password',
		(scheme) =>
			expectRefusal(
				() => proxy(`${scheme}://ada:l0ve@myproxy:1080`),
				"The 'Proxy' has to be an http or https proxy",
			),
	);

	function expectRefusal(read: () => unknown, message: string): void {
		let error: unknown;
		try {
			read();
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message,
			description: expect.stringMatching(/http:\/\/myproxy:3128/),
		});
		expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain('l0ve');
	}
});
