import {
	NodeOperationError,
	type DeclarativeRestApiSettings,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
} from 'n8n-workflow';

import { getCredential } from './credential';
import { getDatasetByName } from './datasets';
import {
	classifyError,
	isSuccess,
	type ErrorContext,
	type RequestError,
	type Response,
} from './errors';
import { readLocator, type Locator } from './locator';
import { toErrorOutput, toNodeError, toThrownError } from './outputItems';
import { cancelSignal, isTool, networkError, toNodeApiError } from './request';
import { getRequestOptions } from './requestOptions';
import { withRetries, type Result } from './retry';
import { isObject } from './text';
import { joinWriteRun, recall, record, type Target, type WriteRun } from './writeRun';

type RequestData = DeclarativeRestApiSettings.ResultOptions;
type Pagination = (
	this: IExecutePaginationFunctions,
	requestData: RequestData,
) => Promise<INodeExecutionData[]>;

/** What an operation that writes does for one item. */
export interface Write {
	context: IExecutePaginationFunctions;
	itemIndex: number;
	/** The id of the dataset that the item chose, if the operation has the parameter 'Dataset'. */
	id?: string;
	/** What the items before it wrote. */
	written: WriteRun['written'];
	/** Sends what n8n built from the operation's `routing`, and answers with the JSON of the items. */
	send(): Promise<Result<IDataObject[]>>;
}

/**
 * What an operation's `routing` cannot say: to find a dataset by its name, to try again, to say in words
 * what went wrong, and to pair what comes out, be it a failure, with its item. n8n lets a function around
 * the request only in as "pagination".
 */
export const sendRead: Pagination = async function (requestData) {
	return await toItems(this, async (itemIndex) => {
		const locator = readDataset(this, requestData);
		return await sendRouted(this, requestData, await resolve(this, locator, itemIndex));
	});
};

/**
 * The same for operations that write: all items are validated before the first request, then written one
 * after the other; in stop mode nothing is written after a failure, and a retry returns what was written.
 * @param validate throws if the item's parameters cannot be sent
 */
export function sendWrite(
	write: (one: Write) => Promise<Result<IDataObject[]>>,
	validate: (context: IExecuteSingleFunctions, itemIndex: number) => void = () => {},
): Pagination {
	return async function (requestData) {
		const run = joinWriteRun(this);
		return await toItems(this, async (itemIndex) => {
			let locator: Locator | undefined;
			const validateItem = () => {
				locator = readDataset(this, requestData);
				validate(this, itemIndex);
			};
			return await run.inTurn(this, validateItem, async () => {
				const writeItem = async () => {
					const known = locator && run.targets.get(locator.value);
					const target = known ?? (await resolve(this, locator, itemIndex));
					const send = async () => await sendRouted(this, requestData, target);
					const { written } = run;
					return await write({ context: this, itemIndex, id: target?.id, written, send });
				};
				const result = recall(this) ?? record(this, await writeItem());
				for (const { id } of result.ok ? result.value : []) {
					const target = { id: String(id), label: locator?.label ?? '' };
					if (!run.written.has(target.id)) run.written.set(target.id, itemIndex);
					// By Name takes an ID, too.
					if (locator) for (const one of [locator.value, target.id]) run.targets.set(one, target);
				}
				return result;
			});
		});
	};
}

/** To be the first of an operation's postReceive: what n8n got is a success, and has what is needed. */
export const checkResponse = (isComplete: (body: IDataObject) => boolean = () => true) =>
	async function (
		this: IExecuteSingleFunctions,
		items: INodeExecutionData[],
		response: IN8nHttpFullResponse,
	): Promise<INodeExecutionData[]> {
		const received = response as unknown as Response;
		if (!isSuccess(received) || !isComplete(received.body as IDataObject)) {
			throw new UnexpectedResponse(received);
		}
		return items;
	};

/** Carries a failure of a request that an operation makes besides its own past n8n. */
export class FailedRequest extends Error {
	constructor(readonly error: RequestError) {
		super(error.message);
	}
}

/** Carries a response that is no success past n8n, which knows only status codes. */
class UnexpectedResponse extends Error {
	constructor(readonly response: Response) {
		super('Unexpected response');
	}
}

/** Handles one item, and pairs what comes out, be it a failure, with it. */
async function toItems(
	context: IExecutePaginationFunctions,
	handle: (itemIndex: number) => Promise<Result<IDataObject[]>>,
): Promise<INodeExecutionData[]> {
	const item = context.getItemIndex();
	try {
		const result = await handle(item);
		if (result.ok) return result.value.map((json) => ({ json, pairedItem: { item } }));
		const { outcome, message, description } = result.error;
		// n8n would try a tool that throws again, and has no place to keep what may have been written.
		if (outcome === 'unknown' && isTool(context)) {
			return [{ json: { outcome, message, description }, pairedItem: { item } }];
		}
		throw toNodeApiError(context, result.error, item);
	} catch (thrown) {
		// RoutingNode would not pair an item that it makes of an error itself.
		if (!context.continueOnFail()) throw toThrownError(context.getNode(), thrown, item);
		const error = toNodeError(context.getNode(), thrown, item);
		const json = { error: error.message, description: error.description };
		return toErrorOutput(context.getNode(), [{ json, pairedItem: { item } }]);
	}
}

/** The item's 'Dataset', for operations whose request names an id. */
function readDataset(
	context: IExecutePaginationFunctions,
	{ options }: RequestData,
): Locator | undefined {
	const names = [options.qs, options.body].filter(isObject);
	if (!names.some((parameters) => 'id' in parameters)) return undefined;
	return readLocator(context, context.getNodeParameter('dataset'), context.getItemIndex());
}

async function resolve(
	context: IExecutePaginationFunctions,
	locator: Locator | undefined,
	itemIndex: number,
): Promise<Target | undefined> {
	if (!locator) return undefined;
	const { mode, value, label } = locator;
	if (mode === 'id') return { id: value, label };
	return { id: (await getDatasetByName(context, value, itemIndex)).id, label };
}

/** Lets n8n send its request, for the dataset that was found, until it succeeds or is given up. */
async function sendRouted(
	context: IExecutePaginationFunctions,
	requestData: RequestData,
	target: Target | undefined,
): Promise<Result<IDataObject[]>> {
	const credential = await getCredential(context);
	if (!('key' in credential)) return { ok: false, error: classifyError(credential) };
	const { method = 'GET', qs, body } = requestData.options;
	const withId = (parameters: unknown): object =>
		target && isObject(parameters) && 'id' in parameters
			? { ...parameters, id: target.id }
			: (parameters as object);
	const errorContext = {
		host: credential.host,
		target: target && `dataset ${target.label}`,
	};
	const attempt = async (): Promise<Result<IDataObject[]>> => {
		const options = {
			...requestData.options,
			...getRequestOptions(context),
			qs: withId(qs) as IDataObject,
			body: withId(body),
		};
		try {
			const items = await context.makeRoutingRequest({ ...requestData, options });
			return {
				ok: true,
				value: items.map(({ json }) => (target ? { ...json, id: target.id } : json)),
			};
		} catch (error) {
			// The operation's parameters are at fault.
			if (error instanceof NodeOperationError) {
				throw toNodeError(context.getNode(), error, context.getItemIndex());
			}
			// It has had its tries.
			if (error instanceof FailedRequest) {
				return { ok: false, error: { ...error.error, retry: undefined } };
			}
			const reason: Pick<ErrorContext, 'codes' | 'response' | 'blockedByN8n'> =
				error instanceof UnexpectedResponse
					? { codes: [], response: error.response }
					: networkError(error);
			return { ok: false, error: classifyError({ ...errorContext, ...reason }, credential.key) };
		}
	};
	return await withRetries(attempt, { isRead: method === 'GET', signal: cancelSignal(context) });
}
