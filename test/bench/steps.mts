/** The nodes that the cases are built of. */
import { columnsOf, type Data } from './rows.mts';

/** A node of a workflow, without its place. */
export interface Step {
	name: string;
	type: string;
	typeVersion?: number;
	parameters: object;
	credentials?: object;
	onError?: 'continueRegularOutput';
}

/** Where a case sends its rows. The names of its steps begin with `prefix`, since a workflow has many. */
export interface Target {
	prefix: string;
	data: Data;
	baseUrl: string;
	apiKey: string;
	/** The id of the credential with that address and key. */
	credential: string;
}

/** Expressions that read their own item and nothing else. */
export const own = (column: string) => `={{ $json.${column} }}`;

/** Expressions with the same results that look elsewhere too: at other nodes, the input, the position. */
const OTHERS: Array<(column: string, prefix: string) => string> = [
	(column, prefix) => `={{ $('${prefix}Rows').item.json.${column} }}`,
	(column) => `={{ $input.item.json.${column} }}`,
	(column) => `={{ $itemIndex >= 0 ? $json.${column} : $now }}`,
];

export function other(column: string, prefix: string): string {
	return OTHERS[column.length % OTHERS.length]!(column, prefix);
}

export function byHand(
	{ data, prefix }: Target,
	write: (column: string, prefix: string) => string,
) {
	const columns = columnsOf(data);
	const value = Object.fromEntries(columns.map((column) => [column, write(column, prefix)]));
	const schema = columns.map((id) => ({
		...{ id, displayName: id, required: false, defaultMatch: false, display: true },
		...{ canBeUsedToMatch: false, removed: false },
	}));
	return { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value, schema } };
}

export function akkio({ prefix, data, credential }: Target, parameters: object): Step {
	return {
		name: `${prefix}Akkio`,
		type: 'n8n-nodes-akkio.akkio',
		parameters: {
			...{ resource: 'dataset', operation: 'appendRows' },
			dataset: { __rl: true, mode: 'id', value: data },
			...parameters,
		},
		credentials: credentialsOf(credential),
	};
}

export function sending({ prefix, data, credential }: Target): Step {
	return {
		name: `${prefix}Sending`,
		type: 'CUSTOM.sending',
		parameters: { dataset: data },
		credentials: credentialsOf(credential),
	};
}

const credentialsOf = (id: string) => ({ akkioApi: { id, name: id } });

/** One item, one row; one JSON expression takes n8n less time than a field each. */
export function http({ prefix, data, baseUrl, apiKey }: Target, options = {}): Step {
	return {
		name: `${prefix}HTTP`,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			...{ method: 'POST', url: `${baseUrl}/datasets`, sendBody: true, specifyBody: 'json' },
			jsonBody: `={{ { id: '${data}', rows: [$json], api_key: '${apiKey}' } }}`,
			options,
		},
	};
}

/** The rows of one aggregated item; as fields, which takes n8n less time than one JSON expression. */
export function httpWithAll({ prefix, data, baseUrl, apiKey }: Target): Step {
	const parameters = [
		{ name: 'id', value: data },
		{ name: 'rows', value: '={{ $json.rows }}' },
		{ name: 'api_key', value: apiKey },
	];
	return {
		name: `${prefix}HTTP`,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			...{ method: 'POST', url: `${baseUrl}/datasets`, sendBody: true },
			...{ bodyParameters: { parameters }, options: {} },
		},
	};
}

export function aggregate({ prefix }: Target): Step {
	return {
		name: `${prefix}Aggregate`,
		type: 'n8n-nodes-base.aggregate',
		parameters: {
			aggregate: 'aggregateAllItemData',
			destinationFieldName: 'rows',
			options: {},
		},
	};
}
