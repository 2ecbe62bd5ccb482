/** The workflows that are measured: rows → the nodes under test → figures. */
import type { Job, Way } from './job.mts';
import { columnsOf } from './rows.mts';

interface Step {
	name: string;
	type: string;
	typeVersion?: number;
	parameters: object;
	credentials?: object;
	onError?: 'continueRegularOutput';
}

/** Where a way sends its rows, with which credential. */
export type Target = Pick<Job, 'data' | 'baseUrl' | 'apiKey' | 'perSecond'> & {
	credentialId: string;
};

function akkio({ data, credentialId }: Target, parameters: object): Step {
	return {
		name: 'Akkio',
		type: 'n8n-nodes-akkio.akkio',
		parameters: {
			...{ resource: 'dataset', operation: 'appendRows' },
			dataset: { __rl: true, mode: 'id', value: data },
			options: { extraFields: 'ignore' },
			...parameters,
		},
		credentials: { akkioApi: { id: credentialId, name: 'Akkio' } },
	};
}

function mappedByHand({ data }: Target) {
	const columns = columnsOf(data);
	const value = Object.fromEntries(columns.map((column) => [column, `={{ $json.${column} }}`]));
	const schema = columns.map((id) => ({ id, displayName: id, required: false, display: true }));
	return { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value, schema } };
}

const http = ({ baseUrl }: Target, parameters: object): Step => ({
	name: 'HTTP',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { method: 'POST', url: `${baseUrl}/datasets`, sendBody: true, ...parameters },
});

/** n8n's own pace, which lets more than five into some seconds: whoever loses rows still takes the time. */
const FIVE_PER_SECOND = { batching: { batch: { batchSize: 5, batchInterval: 1000 } } };

const STEPS: Record<Exclude<Way, 'script'>, (target: Target) => Step[]> = {
	nothing: () => [],
	automatic: (target) => [akkio(target, {})],
	byHand: (target) => [akkio(target, mappedByHand(target))],
	predict: (target) => [
		akkio(target, {
			...{ resource: 'model', operation: 'predict', options: {} },
			model: { __rl: true, mode: 'id', value: target.data },
		}),
	],
	perItem: (target) => [
		http(target, {
			specifyBody: 'json',
			jsonBody: `={{ { id: '${target.data}', rows: [$json], api_key: '${target.apiKey}' } }}`,
			options: target.perSecond === 5 ? FIVE_PER_SECOND : {},
		}),
	],
	aggregate: (target) => [
		{
			name: 'Aggregate',
			type: 'n8n-nodes-base.aggregate',
			parameters: {
				aggregate: 'aggregateAllItemData',
				destinationFieldName: 'rows',
				options: {},
			},
		},
		http(target, {
			bodyParameters: {
				parameters: [
					{ name: 'id', value: target.data },
					{ name: 'rows', value: '={{ $json.rows }}' },
					{ name: 'api_key', value: target.apiKey },
				],
			},
			options: {},
		}),
	],
};

/** A workflow for one way, behind a webhook that says how many rows. */
export function workflowOf(way: Exclude<Way, 'script'>, path: string, target: Target) {
	const tested = STEPS[way](target);
	const steps: Step[] = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		},
		{ name: 'Rows', type: 'CUSTOM.rows', parameters: {} },
		...tested,
		{
			name: 'Measured',
			type: 'CUSTOM.measured',
			parameters: { nodes: JSON.stringify(tested.map(({ name }) => name)) },
		},
	];
	return {
		name: path,
		active: false,
		// Nothing is stored: writing the executions down would run on into the next run.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' } as const,
		nodes: steps.map((step, index) => ({
			...{ typeVersion: 1, position: [index * 200, 0] as [number, number], id: step.name },
			...(index === 0 && { webhookId: path }),
			...step,
		})),
		connections: Object.fromEntries(
			steps
				.slice(1)
				.map(({ name: node }, before) => [
					steps[before]!.name,
					{ main: [[{ node, type: 'main' as const, index: 0 }]] },
				]),
		),
	};
}
