import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import type { Stop } from '../nodes/Akkio/shared/clock';
import { JsonText } from '../nodes/Akkio/shared/jsonText';
import { REQUESTS_PER_SECOND } from '../nodes/Akkio/shared/limits';
import { pace } from '../nodes/Akkio/shared/pace';

/**
 * Waits for the request's turn, and puts the key where Akkio reads it: the query on GET, the JSON
 * body elsewhere (fact W3). Everything that uses the credential passes here, so the pace is kept here.
 */
async function sign(
	{ apiKey, baseUrl, requestsPerSecond }: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	// People paste keys with a space or a line end around them, and Akkio refuses those (fact W4).
	const api_key = String(apiKey ?? '').trim();
	const signed = { ...request, baseURL: String(baseUrl ?? '').trim() };
	await pace.turn(api_key, requestsPerSecond, request.abortSignal as Stop | undefined);

	if ((request.method ?? 'GET') === 'GET') {
		return { ...signed, qs: { ...request.qs, api_key } };
	}
	const { body } = request;
	const text = typeof body === 'string' ? new JsonText([body]) : body;
	// As bytes, since axios would parse a text once more.
	if (text instanceof JsonText) return { ...signed, body: text.bytesWith('api_key', api_key) };
	return Buffer.isBuffer(body) ? signed : { ...signed, body: { ...(body as object), api_key } };
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
				'In Akkio, under Team Settings (https://app.akkio.com/team-settings). It belongs to the whole organization: whoever has it can also delete every dataset.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.akkio.com/v1',
			description: 'Change it only if Akkio gave your organization an address of its own',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0.1 },
			default: REQUESTS_PER_SECOND,
			description:
				'How many requests this n8n starts in any second with this key. Akkio allows five for the whole account: choose less if others use it too.',
		},
	];

	authenticate = sign;

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/datasets',
			// n8n would show no more than "404" for a wrong key: let the answer come through to the rules.
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
						'Akkio does not know this API key. Copy it again from Team Settings in Akkio (https://app.akkio.com/team-settings) and paste it here.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'datasets',
					value: undefined,
					message:
						"Akkio did not send its list of datasets. Check the 'Base URL' (normally https://api.akkio.com/v1), and that your organization may use Akkio's API.",
				},
			},
		],
	};
}
