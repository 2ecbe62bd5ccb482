import { ICredentialsHelper } from 'n8n-workflow';

import { AkkioApi } from '../../../credentials/AkkioApi.credentials';
import { oneCredential } from './oneCredential.mts';

/** Hands out one credential in clear, and signs with the real credential class. */
export class OneCredential extends oneCredential(ICredentialsHelper, new AkkioApi()) {}
