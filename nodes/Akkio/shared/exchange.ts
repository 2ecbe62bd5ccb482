import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';

import { errorItem, nodeError } from './errorItem';
import type { Failure } from './explain';
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
	ask: (this: IExecutePaginationFunctions, itemIndex: number) => Promise<Question>,
): Pagination {
	return async function (this, { options }) {
		const item = this.getItemIndex();
		try {
			const { read, dataset, doubt, qs, body } = await ask.call(this, item);
			const request = { ...options, qs, body } as IHttpRequestOptions;
			const result = await askAkkio(this, request, { read, dataset });
			if (!result.ok) throw errorOf(this, withDoubt(result.failure, doubt), item);
			return result.value.map((json) => ({ json, pairedItem: { item } }));
		} catch (thrown) {
			const error = nodeError(this.getNode(), thrown, item);
			// RoutingNode would not pair an item that it makes of an error itself.
			if (!this.continueOnFail()) throw error;
			return [errorItem(error.message, { description: error.description }, item)];
		}
	};
}

function withDoubt(failure: Failure, doubt?: string): Failure {
	if (failure.rows !== 'unknown' || doubt === undefined) return failure;
	return { ...failure, description: `${doubt} ${failure.description}` };
}
