import {
	NodeOperationError,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { APPEND_TIMEOUT } from './limits';
import { runParameter } from './runParameter';

type Transport = Pick<IHttpRequestOptions, 'timeout' | 'proxy' | 'skipSslCertificateValidation'>;

interface RequestOptions {
	timeout?: number;
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
}

/**
 * What the user set under 'Request Options', which n8n itself applies to declarative operations only.
 * Its batching has no meaning here. The timeout is in ms.
 */
export function transportOf(caller: IExecuteFunctions | IExecuteSingleFunctions): Transport {
	const options = runParameter(caller, 'requestOptions', {}) as RequestOptions;
	return {
		timeout: options.timeout || APPEND_TIMEOUT,
		...(options.proxy ? { proxy: proxyOf(caller, options.proxy) } : {}),
		...(options.allowUnauthorizedCerts ? { skipSslCertificateValidation: true } : {}),
	};
}

/** A proxy's address in the parts that n8n's request helper takes. */
function proxyOf(
	caller: IExecuteFunctions | IExecuteSingleFunctions,
	address: string,
): NonNullable<Transport['proxy']> {
	const parts = /^(?:([a-z0-9]+):\/\/)?(?:([^:@/]*)(?::([^@/]*))?@)?([^:@/]+):(\d+)\/?$/i.exec(
		address.trim(),
	);
	if (!parts) {
		throw new NodeOperationError(caller.getNode(), "'Proxy' is not an address with a port", {
			description: "Under 'Request Options', write it as in http://myproxy:3128.",
		});
	}
	const [, protocol, username, password = '', host, port] = parts;
	return {
		host: host!,
		port: Number(port),
		...(protocol ? { protocol } : {}),
		...(username ? { auth: { username, password } } : {}),
	};
}
