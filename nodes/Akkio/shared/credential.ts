import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, ICredentialsDecrypted } from 'n8n-workflow';

import type { Context } from './context';
import type { ErrorContext } from './errors';

/** What the node knows of the credential 'Akkio API'. */
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
const INVALID_URL = 'ERR_INVALID_URL';

/** By context, which is one run of a node: n8n asks its database for each look, which takes 1 ms. */
const known = new WeakMap<Context, Credential>();

/** The credential of a run's first item, unless `withCredential` set another; or why there is none. */
export async function getCredential(context: Context): Promise<Credential | ErrorContext> {
	const credential = known.get(context) ?? (await readCredential(context, 0));
	if ('key' in credential) known.set(context, credential);
	return credential;
}

/**
 * The credential of each item: its fields may be expressions over the item. n8n takes 1 ms for each look,
 * so only a credential that has such expressions is read for every item.
 */
export async function getItemCredentials(
	context: Context,
	itemCount: number,
): Promise<(item: number) => Credential | ErrorContext> {
	const first = await getCredential(context);
	if (itemCount < 2 || !(await mayDependOnItem(context))) return () => first;
	const all = [first];
	for (let item = 1; item < itemCount; item++) all.push(await readCredential(context, item));
	return (item) => all[item]!;
}

/** The same context, but what it asks of Akkio is signed with this credential. */
export function withCredential<T extends Context>(context: T, credential: Credential): T {
	if (known.get(context) === credential) return context;
	const derived = Object.create(context) as T;
	known.set(derived, credential);
	return derived;
}

/** The private part of n8n's context from which it reads credentials. */
interface CredentialSource {
	additionalData: {
		credentialsHelper: {
			getDecrypted(...parameters: unknown[]): Promise<ICredentialDataDecryptedObject>;
		};
	};
	mode: unknown;
	executeData: unknown;
}

/** Whether a field is an expression over more than n8n's variables and secrets; also where nobody knows. */
async function mayDependOnItem(context: Context): Promise<boolean> {
	try {
		const { additionalData, mode, executeData } = context as unknown as CredentialSource;
		const details = context.getNode().credentials!.akkioApi;
		const isRaw = true;
		const fields = await additionalData.credentialsHelper.getDecrypted(
			additionalData,
			details,
			'akkioApi',
			mode,
			executeData,
			isRaw,
		);
		const given = [details, ...Object.values(fields)].map((one) => JSON.stringify(one) ?? '');
		return given.some((text) => text.includes('"=') && READS_ITEM.test(text));
	} catch {
		return true;
	}
}

const READS_ITEM = /\$(?!secrets\b|vars\b|env\b)/;

async function readCredential(context: Context, item: number): Promise<Credential | ErrorContext> {
	try {
		const get = context.getCredentials.bind(context) as (
			type: string,
			item: number,
		) => Promise<ICredentialDataDecryptedObject>;
		const data = await get('akkioApi', item);
		const address = String(data.baseUrl).trim().replace(/\/+$/, '');
		const host = hostOf(address);
		if (host === undefined) return { codes: [INVALID_URL], host: '' };
		const key = String(data.apiKey ?? '').trim();
		const hash = createHash('sha256').update(JSON.stringify([address, key]));
		const decrypted = { id: '', name: '', type: 'akkioApi', data };
		return { key, host, account: hash.digest('base64'), decrypted };
	} catch (error) {
		return { codes: [], host: '', blockedByN8n: (error as Error).message };
	}
}

/**
 * A name for the account that the credential opens, to build names of locks and cache entries from.
 * Empty if the credential is no good: no request gets through then.
 */
export async function getAccount(context: Context): Promise<string> {
	const credential = await getCredential(context);
	return 'key' in credential ? credential.account : '';
}

function hostOf(address: string): string | undefined {
	return /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(address)?.[1];
}
