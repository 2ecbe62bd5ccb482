import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { cancelSignal, isExecution, type Context } from './context';
import { getCredential } from './credential';
import { classifyError, isSuccess, type ErrorContext, type Response } from './errors';
import { getRequestOptions } from './requestOptions';
import { withRetries, type Result, type RetryPolicy } from './retry';
import { isObject } from './text';

/** What every request has in common, also those that n8n builds from an operation's `routing`. */
export const REQUEST_DEFAULTS = {
	json: true,
	returnFullResponse: true,
	// The HTTP status does not decide, `status` in the body does (fact E1); and a 401 that n8n takes
	// for its own business would be sent twice.
	ignoreHttpStatusErrors: true,
	// The API key would go along.
	disableFollowRedirect: true,
};

interface AkkioRequest<T> extends Pick<RetryPolicy, 'isRead' | 'retryUnknown' | 'maxTries'> {
	/** Takes what is wanted from a successful response, or undefined if it is not there. */
	parse(body: IDataObject): T | undefined;
	/** Version 1's rule unless given. */
	isOk?: (response: Response) => boolean;
	/** What the request names by its id, in words, as `ErrorContext.target`. */
	target?: string;
}

/**
 * The door to Akkio: sends one request, again if that is harmless, and says how it ended, in words.
 * Never throws: an exception would lose the account of what was sent before. The rate limit is kept
 * where the request is signed, in the credential.
 */
export async function akkioRequest<T>(
	context: Context,
	request: IHttpRequestOptions,
	{ parse, isOk = isSuccess, target, ...policy }: AkkioRequest<T>,
): Promise<Result<T>> {
	const credential = await getCredential(context);
	if (!('key' in credential)) return { ok: false, error: classifyError(credential) };
	const { key, host, decrypted } = credential;
	// The editor's lists have no Request Options.
	const options = isExecution(context) ? getRequestOptions(context) : {};
	const send = async (): Promise<Response> =>
		(await context.helpers.httpRequestWithAuthentication.call(
			context,
			'akkioApi',
			{ ...options, ...request, ...REQUEST_DEFAULTS },
			{ credentialsDecrypted: decrypted },
		)) as Response;
	const attempt = async (): Promise<Result<T>> => {
		let errorContext: ErrorContext = { codes: [], host, target };
		try {
			const response = await send();
			const value = isOk(response) ? parse(response.body as IDataObject) : undefined;
			if (value !== undefined) return { ok: true, value };
			errorContext.response = response;
		} catch (error) {
			errorContext = { ...errorContext, ...networkError(error) };
		}
		return { ok: false, error: classifyError(errorContext, key) };
	};
	const isRead = (request.method ?? 'GET') === 'GET';
	return await withRetries(attempt, { isRead, signal: cancelSignal(context), ...policy });
}

interface NetworkError {
	name?: string;
	message?: string;
	code?: unknown;
	syscall?: unknown;
	/** Where n8n 1 keeps the code. */
	httpCode?: unknown;
	errors?: unknown;
}

/** What n8n calls the errors with which it keeps a request from leaving. */
const BLOCKED = /^(UserError|Ssrf\w*)$/;

/** Codes and system calls down an error's causes: axios wraps the network's own error. */
export function networkError(error: unknown): Pick<ErrorContext, 'codes' | 'blockedByN8n'> {
	const codes: string[] = [];
	let blockedByN8n: string | undefined;
	const visited = new Set<unknown>();
	let cause: unknown = error;
	while (isObject(cause) && !visited.has(cause)) {
		visited.add(cause);
		const { name, message, errors, constructor } = cause as NetworkError;
		const all = [cause, ...(Array.isArray(errors) ? errors.filter(isObject) : [])];
		for (const { code, syscall, httpCode } of all) {
			for (const one of [code, syscall, httpCode]) if (one) codes.push(String(one));
		}
		const names = [name, constructor?.name];
		if (names.some((one) => BLOCKED.test(one ?? ''))) blockedByN8n = message;
		cause = cause.cause;
	}
	return { codes, blockedByN8n };
}
