import {
	NodeOperationError,
	type DeclarativeRestApiSettings,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
} from 'n8n-workflow';

import { cancelSignal, isTool } from './context';
import { getCredential } from './credential';
import { getDatasetByName } from './datasets';
import {
	classifyError,
	isSuccess,
	type ErrorContext,
	type RequestError,
	type Response,
} from './errors';
import { readLocator, type Kind } from './locator';
import { getModelByName } from './models';
import { toNodeApiError, toNodeError, toThrownError } from './nodeErrors';
import { toErrorOutput } from './outputItems';
import { networkError } from './request';
import { getRequestOptions } from './requestOptions';
import { withRetries, type Result } from './retry';
import { isObject } from './text';
import { joinWriteRun, type Chosen } from './writeRun';

type RequestData = DeclarativeRestApiSettings.ResultOptions;
type Pagination = (
	this: IExecutePaginationFunctions,
	requestData: RequestData,
) => Promise<INodeExecutionData[]>;

/** What an operation that writes has for one item. */
export interface Write {
	context: IExecutePaginationFunctions;
	itemIndex: number;
	/** The id of the dataset or model that the item chose, if the operation names one. */
	id?: string;
	/** The earlier item of the run that wrote the same one. */
	earlierItem?: number;
	/** Sends what n8n built from the operation's `routing`, and answers with the JSON of the items. */
	send(): Promise<Result<IDataObject[]>>;
}

/**
 * What an operation's `routing` cannot say: to find a dataset or model by its name, to try again, to say in words
 * what went wrong, and to pair what comes out, be it a failure, with its item. n8n lets a function around
 * the request only in as "pagination".
 */
export const sendRead: Pagination = async function (requestData) {
	return await toItems(this, async (itemIndex) => {
		const chosen = readChosen(this, requestData);
		return await sendRouted(this, requestData, chosen, await findId(this, chosen, itemIndex));
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
			const validateItem = () => {
				const chosen = readChosen(this, requestData);
				validate(this, itemIndex);
				return chosen;
			};
			return await run.inTurn(this, validateItem, async (chosen) => {
				const known = chosen && run.written.get(chosen.value)?.id;
				const id = known ?? (await findId(this, chosen, itemIndex));
				const earlierItem = id === undefined ? undefined : run.written.get(id)?.item;
				const send = async () => await sendRouted(this, requestData, chosen, id);
				return await write({ context: this, itemIndex, id, earlierItem, send });
			});
		});
	};
}

/**
 * To be the first of an operation's postReceive: what n8n got is a success, and has what is needed.
 * @param isOk version 2 of the API says by the HTTP status alone whether it is one (fact T1)
 * @param targetOf what the request names by another id than a dataset's or a model's, in words
 */
export const checkResponse = (
	isComplete: (body: IDataObject) => boolean = () => true,
	isOk: (response: Response) => boolean = isSuccess,
	targetOf?: (context: IExecuteSingleFunctions) => string,
) =>
	async function (
		this: IExecuteSingleFunctions,
		items: INodeExecutionData[],
		response: IN8nHttpFullResponse,
	): Promise<INodeExecutionData[]> {
		const received = response as unknown as Response;
		if (!isOk(received) || !isComplete(received.body as IDataObject)) {
			throw new UnexpectedResponse(received, targetOf?.(this));
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
	constructor(
		readonly response: Response,
		readonly target?: string,
	) {
		super();
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

/** The dataset or model that the item chose, for operations whose request names its id. */
function readChosen(
	context: IExecutePaginationFunctions,
	{ options }: RequestData,
): Chosen | undefined {
	const parameters = { ...options.qs, ...(options.body as IDataObject | undefined) };
	const field = (['id', 'dataset_id'] as const).find((name) => name in parameters);
	if (!field) return undefined;
	// What `id` is of, the node's resource says.
	const kind = field === 'id' ? (context.getNodeParameter('resource') as Kind) : 'dataset';
	const chosen = context.getNodeParameter(kind);
	return { ...readLocator(context, kind, chosen, context.getItemIndex()), field };
}

async function findId(
	context: IExecutePaginationFunctions,
	chosen: Chosen | undefined,
	itemIndex: number,
): Promise<string | undefined> {
	if (chosen?.mode !== 'name') return chosen?.value;
	const find = chosen.kind === 'dataset' ? getDatasetByName : getModelByName;
	return (await find(context, chosen.value, itemIndex)).id;
}

/** Lets n8n send its request, for the id that was found, until it succeeds or is given up. */
async function sendRouted(
	context: IExecutePaginationFunctions,
	requestData: RequestData,
	chosen: Chosen | undefined,
	id: string | undefined,
): Promise<Result<IDataObject[]>> {
	const credential = await getCredential(context);
	if (!('key' in credential)) return { ok: false, error: classifyError(credential) };
	const { method = 'GET', qs, body } = requestData.options;
	const withId = (parameters: unknown): IDataObject => {
		const all = parameters as IDataObject;
		return chosen && isObject(all) && chosen.field in all ? { ...all, [chosen.field]: id } : all;
	};
	const errorContext = { host: credential.host, target: chosen?.target };
	const attempt = async (): Promise<Result<IDataObject[]>> => {
		const options = {
			...requestData.options,
			...getRequestOptions(context),
			qs: withId(qs),
			body: withId(body),
		};
		try {
			const items = await context.makeRoutingRequest({ ...requestData, options });
			const isAboutId = chosen?.field === 'id';
			return {
				ok: true,
				value: items.map(({ json }) => (isAboutId ? { ...json, id } : json)),
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
			const reason: Partial<ErrorContext> & Pick<ErrorContext, 'codes'> =
				error instanceof UnexpectedResponse
					? { codes: [], response: error.response, ...(error.target && { target: error.target }) }
					: networkError(error);
			return { ok: false, error: classifyError({ ...errorContext, ...reason }, credential.key) };
		}
	};
	return await withRetries(attempt, { isRead: method === 'GET', signal: cancelSignal(context) });
}
