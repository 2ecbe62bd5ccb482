import type { IExecuteFunctions, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { REQUEST_TIMEOUT_MS } from './constants';
import { toUserError } from './nodeErrors';

type Context = IExecuteFunctions | IExecuteSingleFunctions;
type Transport = Pick<IHttpRequestOptions, 'timeout' | 'proxy' | 'skipSslCertificateValidation'>;

interface RequestOptions {
	timeout?: number;
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
}

const isSingle = (context: Context): context is IExecuteSingleFunctions =>
	'getItemIndex' in context && context.getItemIndex !== undefined;

/**
 * What the user set under 'Request Options', which n8n itself applies to declarative operations only.
 * Its batching has no meaning here. The timeout is in milliseconds.
 * @throws NodeOperationError if the proxy is not one that n8n can use
 */
export function getRequestOptions(context: Context): Transport {
	// One value for a whole run: the first item's, or, in RoutingNode, the item's own.
	const { timeout, proxy, allowUnauthorizedCerts } = (
		isSingle(context)
			? context.getNodeParameter('requestOptions', {})
			: context.getNodeParameter('requestOptions', 0, {})
	) as RequestOptions;
	return {
		timeout: timeout || REQUEST_TIMEOUT_MS,
		...(proxy ? { proxy: parseProxy(context, proxy) } : {}),
		...(allowUnauthorizedCerts ? { skipSslCertificateValidation: true } : {}),
	};
}

const PROXY = /^(?:([a-z0-9]+):\/\/)?(?:([^:@/]*)(?::([^@/]*))?@)?([^:@/]+):(\d+)\/?$/i;

/** A proxy's address in the parts that n8n's request helper takes. */
function parseProxy(context: Context, address: string): NonNullable<Transport['proxy']> {
	const parts = PROXY.exec(address.trim());
	const [, protocol = 'http', username, password = '', host, port] = parts ?? [];
	if (!parts || !/^https?$/i.test(protocol)) {
		const message = parts
			? "The 'Proxy' has to be an http or https proxy"
			: "The 'Proxy' is not an address with a port";
		const description = "Under 'Request Options', write it as in http://myproxy:3128.";
		throw toUserError(context, message, description);
	}
	return {
		host: host!,
		port: Number(port),
		protocol: protocol.toLowerCase(),
		...(username ? { auth: { username, password } } : {}),
	};
}
