import type {
	IDataObject,
	IExecuteFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { succeeded, type Answer } from './answer';
import { clock, type Stop } from './clock';
import { credentialOf, type Credential } from './credential';
import { explain, type Failure } from './explain';
import type { Trouble } from './failures';
import { withRetries, type Result, type Retrying } from './retry';

/** Whoever asks Akkio: an operation for all items or for one, or a picker in the editor. */
export type Caller = IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions;

/** What to make of the answer, and of failures. */
export interface Asking<T> {
	/** Takes what is wanted from a successful answer, or undefined if it is not there. */
	read(body: IDataObject): T | undefined;
	/** The dataset in words, as `Choice.label` has them. */
	dataset?: string;
	/** Which failures are tried again; by default what is harmless for the method. */
	again?: Retrying['again'];
}

/**
 * The only door to Akkio: sends one request, again if that is harmless, and says how it ended, in
 * words. Never throws: an exception would lose the account of what was sent before. The pace is kept
 * where the request is signed, in the credential.
 */
export async function askAkkio<T>(
	caller: Caller,
	request: IHttpRequestOptions,
	{ read, dataset, again }: Asking<T>,
): Promise<Result<T>> {
	const found = await credentialOf(caller);
	if ('trouble' in found) return { ok: false, failure: explain(found.trouble) };
	return await withRetries(async () => await askOnce(caller, request, read, found, dataset), {
		clock,
		signal: signalOf(caller),
		again: again ?? (request.method === 'GET' ? ['always', 'reads'] : ['always']),
	});
}

/** The execution's cancel signal; the editor's pickers have none. */
export function signalOf(caller: Caller): Stop | undefined {
	return 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
}

async function askOnce<T>(
	caller: Caller,
	request: IHttpRequestOptions,
	read: (body: IDataObject) => T | undefined,
	{ key, host, decrypted }: Credential,
	dataset?: string,
): Promise<Result<T>> {
	const words = { dataset, host };
	const options: IHttpRequestOptions = {
		...request,
		json: true,
		// The HTTP status does not decide, `status` in the body does (fact E1); and a 401 that
		// n8n takes for its own business would be sent twice.
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The API key would go along.
		disableFollowRedirect: true,
	};
	const given = { credentialsDecrypted: decrypted };
	const send = caller.helpers.httpRequestWithAuthentication;
	let trouble: Trouble;
	try {
		const answer = (await send.call(caller, 'akkioApi', options, given)) as Answer;
		const value = succeeded(answer) ? read(answer.body as IDataObject) : undefined;
		if (value !== undefined) return { ok: true, value };
		trouble = { ...words, codes: [], answer };
	} catch (error) {
		trouble = { ...words, ...whatTheNetworkSaid(error) };
	}
	return { ok: false, failure: explain(trouble, key) };
}

/** The error that n8n shows for a failure; `itemIndex` counts from 0. */
export function errorOf(
	caller: Caller,
	{ message, description, httpCode }: Pick<Failure, 'message' | 'description' | 'httpCode'>,
	itemIndex?: number,
): NodeApiError {
	// An empty response: n8n stores what it is given here with the execution, answers and keys too.
	return new NodeApiError(caller.getNode(), {} as JsonObject, {
		message,
		description,
		httpCode,
		itemIndex,
	});
}

/** Codes and system calls down an error's causes: axios wraps the network's own complaint. */
function whatTheNetworkSaid(error: unknown): Pick<Trouble, 'codes' | 'heldBack'> {
	const codes: string[] = [];
	let heldBack: string | undefined;
	for (let cause = error as NetworkComplaint | undefined; cause; cause = cause.cause) {
		for (const complaint of [cause, ...(cause.errors ?? [])]) {
			for (const word of [complaint.code, complaint.syscall]) if (word) codes.push(String(word));
		}
		if (cause.name === 'UserError') heldBack = cause.message;
	}
	return { codes, heldBack };
}

interface NetworkComplaint {
	name?: string;
	message?: string;
	code?: unknown;
	syscall?: string;
	errors?: NetworkComplaint[];
	cause?: NetworkComplaint;
}
