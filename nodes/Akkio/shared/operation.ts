import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';

import { errorItem, forErrorOutput, nodeError } from './errorItem';
import { withDoubt } from './explain';
import { askAkkio, errorOf } from './request';

/** What one operation asks for one item, and how it reads the answer. */
export interface Question extends Pick<IHttpRequestOptions, 'qs' | 'body'> {
	/** The JSON of the items that come out, or undefined if the answer lacks it. */
	read(body: IDataObject): IDataObject[] | undefined;
	/** The dataset in words, as `Choice.label` has them. */
	dataset?: string;
	/** What may have happened when no answer comes: "The dataset may have been deleted." */
	doubt?: string;
}

/** What an operation found out by itself, with as many requests as that takes, or with none. */
export interface Answered {
	/** The JSON of the items that come out. */
	items: IDataObject[];
}

type Routing = NonNullable<INodePropertyOptions['routing']>;
type Pagination = (
	this: IExecutePaginationFunctions,
	request: DeclarativeRestApiSettings.ResultOptions,
) => Promise<INodeExecutionData[]>;

/**
 * The routing of an operation: what goes over the wire, and who handles it. n8n lets a function
 * around the request only in as "pagination", the one place that also sees what fails.
 */
export function routed(method: 'GET' | 'POST' | 'DELETE', pagination: Pagination): Routing {
	return {
		request: { method, url: '/datasets' },
		send: { paginate: true },
		operations: { pagination },
	};
}

/** Handles one item: asks, judges the answer, and pairs what comes out, be it an error, with the item. */
export function exchanged(
	ask: (this: IExecutePaginationFunctions, itemIndex: number) => Promise<Question | Answered>,
): Pagination {
	return async function (this, { options }) {
		const item = this.getItemIndex();
		try {
			const asked = await ask.call(this, item);
			const items =
				'items' in asked
					? asked.items
					: await answerTo(asked, this, options as IHttpRequestOptions, item);
			return items.map((json) => ({ json, pairedItem: { item } }));
		} catch (thrown) {
			const error = nodeError(this.getNode(), thrown, item);
			// RoutingNode would not pair an item that it makes of an error itself.
			if (!this.continueOnFail()) throw error;
			const failed = errorItem(error.message, { description: error.description }, item);
			return forErrorOutput(this.getNode(), [failed]);
		}
	};
}

async function answerTo(
	{ read, dataset, doubt, qs, body }: Question,
	caller: IExecutePaginationFunctions,
	options: IHttpRequestOptions,
	item: number,
): Promise<IDataObject[]> {
	const result = await askAkkio(caller, { ...options, qs, body }, { read, dataset });
	if (!result.ok) throw errorOf(caller, withDoubt(result.failure, doubt), item);
	return result.value;
}
