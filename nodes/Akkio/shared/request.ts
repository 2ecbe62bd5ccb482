import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { succeeded, type Answer } from './answer';
import { explain, type Failure } from './explain';
import type { Trouble } from './failures';

/** Whoever asks Akkio: an operation for all items or for one, or a picker in the editor. */
export type Caller = IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions;

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/**
 * The only door to Akkio: sends one request and says how it ended, in words. Never throws on
 * what Akkio or the network do; throws n8n's own error if the credential is missing.
 * @param read takes what is wanted from a successful answer, or undefined if it is not there
 * @param dataset how the user named the dataset, for the words
 */
export async function askAkkio<T>(
	caller: Caller,
	request: IHttpRequestOptions,
	read: (body: IDataObject) => T | undefined,
	dataset?: string,
): Promise<Result<T>> {
	const credential = await caller.getCredentials<ICredentialDataDecryptedObject>('akkioApi');
	const trouble: Trouble = { codes: [], host: hostOf(credential.baseUrl), dataset };
	try {
		const answer = (await caller.helpers.httpRequestWithAuthentication.call(caller, 'akkioApi', {
			...request,
			json: true,
			// The HTTP status does not decide, `status` in the body does (fact E1); and a 401 that
			// n8n takes for its own business would be sent twice.
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// The API key would go along.
			disableFollowRedirect: true,
		})) as Answer;
		const value = succeeded(answer) ? read(answer.body as IDataObject) : undefined;
		if (value !== undefined) return { ok: true, value };
		trouble.answer = answer;
	} catch (error) {
		Object.assign(trouble, whatTheNetworkSaid(error));
	}
	return { ok: false, failure: explain(trouble, String(credential.apiKey ?? '').trim()) };
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

function hostOf(baseUrl: unknown): string {
	return (
		/^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(String(baseUrl).trim())?.[1] ??
		"the credential's 'Base URL'"
	);
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
