import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Puts the key where Akkio reads it: the query on GET, the JSON body elsewhere (fact W3). */
async function sign(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	// People paste keys with a space or a line end around them, and Akkio refuses those (fact W4).
	const signature = { api_key: String(credentials.apiKey ?? '').trim() };
	const signed = { ...request, baseURL: String(credentials.baseUrl ?? '').trim() };

	if ((request.method ?? 'GET') === 'GET') {
		return { ...signed, qs: { ...request.qs, ...signature } };
	}
	return { ...signed, body: { ...(request.body as object), ...signature } };
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
