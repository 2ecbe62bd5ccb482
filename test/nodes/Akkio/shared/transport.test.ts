import {
	NodeOperationError,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
} from 'n8n-workflow';

import { transportOf } from '../../../../nodes/Akkio/shared/transport';
import { node } from '../../../support/engine/run';

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
	const caller = { getNode: () => akkio, getItemIndex: () => 3, getNodeParameter };
	return caller as unknown as IExecuteSingleFunctions;
}

describe.each([
	['a custom operation', customOperation],
	['RoutingNode', routingNode],
])('for %s', (_who, caller) => {
	const transport = (requestOptions: Given) => transportOf(caller(requestOptions));
	const proxy = (address: string) => transport({ proxy: address }).proxy;

	test.each([undefined, {}, { timeout: 0 }, { timeout: undefined }])(
		'the timeout is two minutes and nothing else is set, given %j',
		(given) => expect(transport(given)).toStrictEqual({ timeout: 120_000 }),
	);

	test.each([1, 5000, 600_000])('a timeout of %d ms is kept to', (timeout) =>
		expect(transport({ timeout })).toStrictEqual({ timeout }),
	);

	test.each([
		['http://myproxy:3128', { protocol: 'http', host: 'myproxy', port: 3128 }],
		['https://proxy.example.com:443/', { protocol: 'https', host: 'proxy.example.com', port: 443 }],
		['myproxy:3128', { host: 'myproxy', port: 3128 }],
		['10.0.0.7:8080', { host: '10.0.0.7', port: 8080 }],
		['http://10.0.0.7:8080', { protocol: 'http', host: '10.0.0.7', port: 8080 }],
		[' \thttp://myproxy:3128\n', { protocol: 'http', host: 'myproxy', port: 3128 }],
		['HTTP://MyProxy:3128', { protocol: 'HTTP', host: 'MyProxy', port: 3128 }],
		['socks5://myproxy:1080', { protocol: 'socks5', host: 'myproxy', port: 1080 }],
		[
			'http://ada:l0ve@myproxy:3128',
			{
				protocol: 'http',
				host: 'myproxy',
				port: 3128,
				auth: { username: 'ada', password: 'l0ve' },
			},
		],
		[
			'ada:l0ve@10.0.0.7:3128',
			{ host: '10.0.0.7', port: 3128, auth: { username: 'ada', password: 'l0ve' } },
		],
		['ada@myproxy:3128', { host: 'myproxy', port: 3128, auth: { username: 'ada', password: '' } }],
		[
			// n8n's HTTP helper puts it into an address again, as it is.
			'http://ada:l%40:ve@myproxy:3128',
			{
				protocol: 'http',
				host: 'myproxy',
				port: 3128,
				auth: { username: 'ada', password: 'l%40:ve' },
			},
		],
	])('the proxy %j is taken apart', (address, parts) =>
		expect(proxy(address)).toStrictEqual(parts),
	);

	test.each([
		'myproxy',
		'http://myproxy',
		'http://myproxy:',
		'http://myproxy:port',
		':3128',
		'http://:3128',
		'http://myproxy:3128/path',
		'http://my proxy:3128:1',
		'http://ada:l0ve@myproxy',
		'://myproxy:3128',
	])('the proxy %j is refused in words, before anything is sent', (address) => {
		const refusal = () => proxy(address);
		expect(refusal).toThrow(NodeOperationError);
		expect(refusal).toThrow("'Proxy' is not an address with a port");
		expect(refusal).toThrow(
			expect.objectContaining({
				node: akkio,
				description: "Under 'Request Options', write it as in http://myproxy:3128.",
			}),
		);
	});

	test("a refused proxy's password is not in the words", () => {
		let error: unknown;
		try {
			proxy('http://ada:l0ve@myproxy');
		} catch (thrown) {
			error = thrown;
		}
		const { message, description, stack } = error as NodeOperationError;
		expect([message, description, stack].join(' ')).not.toContain('l0ve');
	});

	test('certificates are not checked if the user says so, and only then', () => {
		expect(transport({ allowUnauthorizedCerts: true })).toStrictEqual({
			timeout: 120_000,
			skipSslCertificateValidation: true,
		});
		expect(transport({ allowUnauthorizedCerts: false })).toStrictEqual({ timeout: 120_000 });
	});

	test('all of it together, and nothing that n8n keeps there besides', () => {
		expect(
			transport({
				batching: { batch: { batchSize: 50, batchInterval: 1000 } },
				timeout: 9000,
				proxy: 'myproxy:3128',
				allowUnauthorizedCerts: true,
			}),
		).toStrictEqual({
			timeout: 9000,
			proxy: { host: 'myproxy', port: 3128 },
			skipSslCertificateValidation: true,
		});
	});
});
