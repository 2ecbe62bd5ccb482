import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';

/** Hands out one credential in clear, and signs with the real credential class. */
export class OneCredential extends ICredentialsHelper {
	constructor(private readonly credential: ICredentialDataDecryptedObject) {
		super();
	}

	getParentTypes = () => [];

	isCredentialUsableByNode = () => true;

	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		_type: string,
		request: IHttpRequestOptions,
	) => await new AkkioApi().authenticate(credential, request);

	preAuthentication = async () => undefined;

	runPreAuthentication = async () => undefined;

	getDecrypted = async () => ({ ...this.credential });

	getCredentials = async (): Promise<ICredentials> => {
		throw new Error('No test needs the encrypted credential');
	};

	updateCredentials = async () => {};

	updateCredentialsOauthTokenData = async () => {};

	getCredentialsProperties = () => new AkkioApi().properties;
}
