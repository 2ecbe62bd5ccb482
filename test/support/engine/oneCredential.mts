import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';

/** How n8n calls a credential whose `authenticate` is a function. */
type Sign = (
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

/**
 * What hands out one credential in clear, and signs as its type does.
 * @param Helper n8n-workflow's ICredentialsHelper, from the copy that n8n-core uses
 * @param type the credential's class, as source or as built
 */
export function oneCredential(
	Helper: typeof ICredentialsHelper,
	type: ICredentialType & { authenticate: Sign },
) {
	return class extends Helper {
		private readonly credential: ICredentialDataDecryptedObject;

		constructor(credential: ICredentialDataDecryptedObject) {
			super();
			this.credential = credential;
		}

		override getParentTypes = () => [];

		override isCredentialUsableByNode = () => true;

		override authenticate = async (
			credential: ICredentialDataDecryptedObject,
			_type: string,
			request: IHttpRequestOptions,
		) => await type.authenticate(credential, request);

		override preAuthentication = async () => undefined;

		override runPreAuthentication = async () => undefined;

		/** As n8n does: fields may be expressions over the item, unless it is asked for them as they are. */
		override getDecrypted: ICredentialsHelper['getDecrypted'] = async (
			...[, , , mode, executeData, isRaw, values]
		) => {
			const data = { ...this.credential };
			const isByExpression = Object.values(data).some((one) => String(one).startsWith('='));
			if (isRaw || !isByExpression || !values) return data;
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
			return workflow.expression.getParameterValue(
				...[data as never, runExecutionData, runIndex, itemIndex, node.name, connectionInputData],
				...[mode, {}, executeData],
			) as ICredentialDataDecryptedObject;
		};

		override getCredentials = async () =>
			await Promise.reject(new Error('Nobody asks for the encrypted credential'));

		override updateCredentials = async () => {};

		override updateCredentialsOauthTokenData = async () => {};

		override getCredentialsProperties = () => type.properties;
	};
}
