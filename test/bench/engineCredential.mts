import { createRequire } from 'node:module';

import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { credentialOf } from './credential.mts';
import type { Job } from './job.mts';

const require = createRequire(import.meta.url);
const { ICredentialsHelper } = require('n8n-workflow') as typeof import('n8n-workflow');
const { AkkioApi } = require('../../dist/credentials/AkkioApi.credentials.js');

/** Hands out a job's credential in clear, and signs with the built package's class. */
export function credentialsHelperFor(job: Job) {
	const akkioApi = new AkkioApi();
	const helper = class extends ICredentialsHelper {
		getParentTypes = () => [];
		isCredentialUsableByNode = () => true;
		authenticate = async (
			credential: ICredentialDataDecryptedObject,
			_type: string,
			request: IHttpRequestOptions,
		): Promise<IHttpRequestOptions> => await akkioApi.authenticate(credential, request);
		preAuthentication = async () => undefined;
		runPreAuthentication = async () => undefined;
		getDecrypted = async () => credentialOf(job);
		getCredentials = async () => await Promise.reject(new Error('Nobody asks for it encrypted'));
		updateCredentials = async () => {};
		updateCredentialsOauthTokenData = async () => {};
		getCredentialsProperties = () => akkioApi.properties;
	};
	return new helper();
}
