import { post } from './owner.mts';
import type { Running } from './running.mts';

/**
 * What the editor asks n8n for while somebody fills in the Akkio node: the entries of a list to
 * choose from, or the fields of a mapper. Answers with n8n's `data`.
 */
export async function choices(
	{ n8n, cookie }: Running,
	what: 'resource-locator-results' | 'resource-mapper-fields',
	{ path, methodName, filter, parameters }: Asked,
): Promise<any> {
	const body = {
		path: `parameters.${path}`,
		nodeTypeAndVersion: { name: 'n8n-nodes-akkio.akkio', version: 1 },
		currentNodeParameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id: 'akkioExample', name: 'Akkio' } },
		methodName,
		filter,
	};
	const answer = await post(n8n, `/rest/dynamic-node-parameters/${what}`, body, cookie);
	return ((await answer.json()) as any).data;
}

interface Asked {
	/** The field that is being filled in. */
	path: string;
	/** The method of the node that knows. */
	methodName: string;
	filter?: string;
	/** What has been filled in so far. */
	parameters: object;
}
