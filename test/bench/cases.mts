/** The ways to get items into a dataset that are compared, each as the nodes that a user would connect. */
import type { Data } from './rows.mts';
import { columnsOf } from './rows.mts';

export type CaseName = keyof typeof CASES | Script;

/** What no workflow does, but a bare script. */
export type Script = 'floor' | 'keptFloor';

export const isScript = (name: CaseName): name is Script =>
	name === 'floor' || name === 'keptFloor';

/** What is only there to tell n8n's own share. */
export const sendsNothing = (name: CaseName): boolean => ['nothing', 'passing'].includes(name);

/** What this node is compared with, built of n8n's own nodes. */
export const isOther = (name: CaseName): boolean =>
	['perItem', 'fiveASecond', 'aggregate', 'loop'].includes(name);

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

export const TITLES: Record<CaseName, string> = {
	floor: 'A bare script, the same batches',
	keptFloor: 'The same over one kept connection',
	nothing: 'The same workflow without sending',
	passing: 'A node that sends nothing and hands its items on',
	automatic: 'Akkio: mapped automatically',
	columns: 'Akkio: mapped by hand, own item only',
	otherColumns: 'Akkio: mapped by hand, other expressions',
	json: 'Akkio: JSON',
	byParameter: "Mapped n8n's way, then Akkio",
	perItem: 'HTTP Request, one per item',
	fiveASecond: 'HTTP Request, batching 5 per second',
	aggregate: 'Aggregate → one HTTP Request',
	loop: 'Loop of 1,000 → Aggregate → HTTP Request',
};

/** Expressions that read their own item and nothing else. */
const own = (column: string) => `={{ $json.${column} }}`;

/** Expressions with the same results that look elsewhere too: at other nodes, the input, the position. */
const OTHERS: Array<(column: string, prefix: string) => string> = [
	(column, prefix) => `={{ $('${prefix}Rows').item.json.${column} }}`,
	(column) => `={{ $input.item.json.${column} }}`,
	(column) => `={{ $itemIndex >= 0 ? $json.${column} : $now }}`,
];

const CASES = {
	nothing: (): Step[] => [],
	passing: (target: Target) => [
		{ name: `${target.prefix}Pass`, type: 'CUSTOM.passing', parameters: {} },
	],
	automatic: (target: Target) => [akkio(target, {})],
	columns: (target: Target) => [akkio(target, byHand(target, own))],
	otherColumns: (target: Target) => [akkio(target, byHand(target, other))],
	json: (target: Target) => [akkio(target, { rowsFrom: 'json', rowsJson: '={{ $json }}' })],
	byParameter: (target: Target) => [
		{
			name: `${target.prefix}Map`,
			type: 'CUSTOM.mapByParameter',
			parameters: { columns: byHand(target, other).columns },
		},
		akkio(target, {}),
	],
	perItem: (target: Target) => [http(target)],
	fiveASecond: (target: Target) => [
		{
			...http(target, { batching: { batch: { batchSize: 5, batchInterval: 1000 } } }),
			// n8n's own pace lets more than five into some seconds: whoever loses rows still takes the time.
			onError: 'continueRegularOutput' as const,
		},
	],
	aggregate: (target: Target) => [aggregate(target), httpWithAll(target)],
	loop: (target: Target) => [
		{
			name: `${target.prefix}Loop`,
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			parameters: { batchSize: 1000, options: {} },
		},
		aggregate(target),
		httpWithAll(target),
	],
} satisfies Record<string, (target: Target) => Step[]>;

export const stepsOf = (name: Exclude<CaseName, Script>, target: Target): Step[] =>
	CASES[name](target);

function other(column: string, prefix: string): string {
	return OTHERS[column.length % OTHERS.length]!(column, prefix);
}

function byHand({ data, prefix }: Target, write: (column: string, prefix: string) => string) {
	const columns = columnsOf(data);
	const value = Object.fromEntries(columns.map((column) => [column, write(column, prefix)]));
	const schema = columns.map((id) => ({
		...{ id, displayName: id, required: false, defaultMatch: false, display: true },
		...{ canBeUsedToMatch: false, removed: false },
	}));
	return { rowsFrom: 'columns', columns: { mappingMode: 'defineBelow', value, schema } };
}

function akkio({ prefix, data, credential }: Target, parameters: object): Step {
	return {
		name: `${prefix}Akkio`,
		type: 'n8n-nodes-akkio.akkio',
		parameters: {
			...{ resource: 'dataset', operation: 'appendRows' },
			dataset: { __rl: true, mode: 'id', value: data },
			...parameters,
		},
		credentials: { akkioApi: { id: credential, name: credential } },
	};
}

/** One item, one row; one JSON expression takes n8n less time than a field each. */
function http({ prefix, data, baseUrl, apiKey }: Target, options = {}): Step {
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
function httpWithAll({ prefix, data, baseUrl, apiKey }: Target): Step {
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

function aggregate({ prefix }: Target): Step {
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
