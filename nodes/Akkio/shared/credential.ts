import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, ICredentialsDecrypted } from 'n8n-workflow';

import type { Trouble } from './failures';
import type { Caller } from './request';

/** What a node knows of the credential 'Akkio API'. */
export interface Credential {
	/** Without white space around it, as Akkio wants it (fact W4). */
	key: string;
	host: string;
	/** Stands for the key at this address, where neither may be kept in clear. */
	account: string;
	/** As n8n's helper takes it to sign a request, instead of asking its database once more. */
	decrypted: ICredentialsDecrypted;
}

/** What Node says of such an address; n8n would only find out on the way. */
const NO_ADDRESS = 'ERR_INVALID_URL';

/** By caller, which is one run of a node: n8n asks its database for each look, which takes 1 ms. */
const known = new WeakMap<Caller, Credential>();

/** The caller's credential, the same for the whole of its run, or what is wrong with it. */
export async function credentialOf(caller: Caller): Promise<Credential | { trouble: Trouble }> {
	const found = known.get(caller) ?? (await readCredential(caller));
	if (!('trouble' in found)) known.set(caller, found);
	return found;
}

async function readCredential(caller: Caller): Promise<Credential | { trouble: Trouble }> {
	try {
		const data = await caller.getCredentials<ICredentialDataDecryptedObject>('akkioApi');
		const { apiKey, baseUrl } = data;
		const address = String(baseUrl).trim().replace(/\/+$/, '');
		const host = hostOf(address);
		if (host === undefined) return { trouble: { codes: [NO_ADDRESS], host: '' } };
		const key = String(apiKey ?? '').trim();
		const hash = createHash('sha256').update(JSON.stringify([address, key]));
		const decrypted = { id: '', name: '', type: 'akkioApi', data };
		return { key, host, account: hash.digest('base64'), decrypted };
	} catch (error) {
		return { trouble: { codes: [], host: '', heldBack: (error as Error).message } };
	}
}

/**
 * A name for the account that the caller's credential opens, to build names of turns and memories
 * from. Empty if the credential is no good: no request gets through then.
 */
export async function accountOf(caller: Caller): Promise<string> {
	const found = await credentialOf(caller);
	return 'trouble' in found ? '' : found.account;
}

function hostOf(address: string): string | undefined {
	return /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(address)?.[1];
}
