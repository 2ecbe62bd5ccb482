import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import {
	MAX_REQUESTS_PER_SECOND,
	MIN_REQUESTS_PER_SECOND,
	REQUESTS_PER_SECOND,
} from '../nodes/Akkio/shared/constants';
import { rateLimiter } from '../nodes/Akkio/shared/rateLimiter';
import { isObject, isPlain } from '../nodes/Akkio/shared/text';

/** A request as n8n's helpers hand it over; those of the HTTP Request node come in an older shape. */
type Request = IHttpRequestOptions & {
	uri?: string;
	form?: unknown;
	formData?: unknown;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
};

/**
 * Waits for the request's turn, and puts the key where Akkio reads it: in the JSON body of a POST or
 * DELETE, in the query of everything else (fact W3), or in a header for version 2 of the API (fact T1).
 * Everything that uses the credential passes here, so the rate limit is kept here. It signs nothing for
 * another origin than the Base URL's, and nothing that follows redirects: both would give the key away.
 */
async function authenticate(
	{ apiKey, baseUrl, requestsPerSecond }: ICredentialDataDecryptedObject,
	request: Request,
): Promise<IHttpRequestOptions> {
	// People paste keys with a space or a line end around them, and Akkio refuses those (fact W4).
	const api_key = String(apiKey ?? '').trim();
	const baseURL = String(baseUrl ?? '').trim();
	const base = parseUrl(baseURL);
	const isLegacy = request.uri !== undefined;
	// n8n adds the Base URL to the newer shape only.
	const urls = [
		...(isLegacy ? [parseUrl(request.uri)] : []),
		...(isLegacy && request.url === undefined ? [] : [parseUrl(request.url, baseURL)]),
	];
	for (const { origin } of urls) {
		if (origin === base.origin) continue;
		throw new UserError(`The 'Akkio API' credential is for ${base.origin} only, not for ${origin}`);
	}
	const run = isLegacy ? HTTP_REQUEST_NODE : (request.abortSignal as AbortSignal | undefined);
	await rateLimiter.acquire(api_key, requestsPerSecond, run);

	const unsigned: Request = {
		...request,
		...(isLegacy ? {} : { baseURL }),
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
	if (urls[0]!.pathname.startsWith('/api/') && !base.pathname.startsWith('/api/')) {
		return { ...unsigned, headers: { ...request.headers, 'X-API-Key': api_key } };
	}
	const body = signedBody(request, api_key);
	return body ? { ...unsigned, body } : { ...unsigned, qs: { ...request.qs, api_key } };
}

/** The HTTP Request node does not hand over its execution's signal: its requests are one run. */
const HTTP_REQUEST_NODE = new AbortController().signal;

/** @throws an error with Node's code for an address that is none */
function parseUrl(url: string | undefined, base?: string): URL {
	const parsed = new URL(url ?? '', base);
	if (parsed.protocol === 'https:' || parsed.protocol === 'http:') return parsed;
	throw Object.assign(new UserError("The 'Base URL' is not a web address"), {
		code: 'ERR_INVALID_URL',
	});
}

/** The body with the key in it; undefined where the key belongs in the query, since it is no JSON object. */
function signedBody(
	{ method = 'GET', body, form, formData, headers }: Request,
	api_key: string,
): Buffer | object | undefined {
	const isForm = form !== undefined || formData !== undefined;
	if (isForm || !/^(POST|DELETE|PUT|PATCH)$/i.test(method)) return undefined;
	const type = Object.entries(headers ?? {}).find(([name]) => /^content-type$/i.test(name))?.[1];
	const isJson = /\bjson\b/i.test(String(type));
	const member = `"api_key":${JSON.stringify(api_key)}}`;
	if (typeof body === 'string') {
		const text = isJson ? body.trim() : '';
		if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
		const fields = text.slice(1, -1).trimEnd();
		// As bytes, since axios would parse a text once more.
		return Buffer.from(`{${fields}${fields.trim() === '' ? '' : ','}${member}`);
	}
	// n8n signs a request again that got a 401.
	if (Buffer.isBuffer(body) && body.subarray(-member.length).toString() === member) return body;
	const isObjectBody = body === undefined || (isObject(body) && isPlain(body));
	return isObjectBody && (isJson || type === undefined)
		? { ...(body as object), api_key }
		: undefined;
}

export class AkkioApi implements ICredentialType {
	name = 'akkioApi';

	displayName = 'Akkio API';

	icon: Icon = {
		light: 'file:../nodes/Akkio/akkio.svg',
		dark: 'file:../nodes/Akkio/akkio.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-akkio/n8n-nodes-akkio#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Find it in Akkio under <a href="https://app.akkio.com/team-settings">Team Settings</a>. The key belongs to the whole organization: whoever has it can delete every dataset and model.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.akkio.com/v1',
			description: 'Change it only if Akkio gave your organization its own address',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: MIN_REQUESTS_PER_SECOND, maxValue: MAX_REQUESTS_PER_SECOND },
			default: REQUESTS_PER_SECOND,
			description:
				'Max number of requests per second. Akkio allows five for the whole account, so choose fewer if others use it too.',
		},
	];

	authenticate = authenticate;

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/datasets',
			// n8n would show no more than "404" for a wrong key: let the response through to the rules.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 'missing or invalid API key',
					message:
						'Akkio does not recognize this API key. Copy it again from Team Settings in Akkio (https://app.akkio.com/team-settings) and paste it here.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'datasets',
					value: undefined,
					message:
						"No Akkio API found at the 'Base URL' (normally https://api.akkio.com/v1), or your Akkio plan does not include the API.",
				},
			},
		],
	};
}
