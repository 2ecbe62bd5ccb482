/** The workflows that are measured: rows → the nodes under test → figures. */
import { columnsOf } from './rows.mts';
import type { Job } from './tasks.mts';

interface Step {
	name: string;
	type: string;
	typeVersion?: number;
	parameters: object;
}

const akkio = ({ data }: Job, parameters: object): Step => ({
	name: 'Akkio',
	type: 'n8n-nodes-akkio.akkio',
	parameters: {
		...{ resource: 'dataset', operation: 'appendRows' },
		dataset: { __rl: true, mode: 'id', value: data },
		options: { extraFields: 'ignore' },
		...parameters,
	},
});

function mappedByHand({ data }: Job) {
	const columns = columnsOf(data).map((column) => [column, `={{ $json.${column} }}`]);
	const value = Object.fromEntries(columns);
	return { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value } };
}

const http = ({ baseUrl }: Job, parameters: object): Step => ({
	name: 'HTTP',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { method: 'POST', url: `${baseUrl}/datasets`, sendBody: true, ...parameters },
});

/** n8n's own pace, which lets more than five into some seconds: whoever loses rows still takes the time. */
const FIVE_PER_SECOND = { batching: { batch: { batchSize: 5, batchInterval: 1000 } } };

const STEPS: Record<Job['way'], (job: Job) => Step[]> = {
	script: () => [],
	nothing: () => [],
	automatic: (job) => [akkio(job, {})],
	byHand: (job) => [akkio(job, mappedByHand(job))],
	predict: (job) => [
		akkio(job, {
			...{ resource: 'model', operation: 'predict', options: {} },
			model: { __rl: true, mode: 'id', value: job.data },
		}),
	],
	perItem: (job) => [
		http(job, {
			specifyBody: 'json',
			jsonBody: `={{ { id: '${job.data}', rows: [$json], api_key: '${job.apiKey}' } }}`,
			options: job.perSecond === 5 ? FIVE_PER_SECOND : {},
		}),
	],
	aggregate: (job) => [
		{
			name: 'Aggregate',
			type: 'n8n-nodes-base.aggregate',
			parameters: { aggregate: 'aggregateAllItemData', destinationFieldName: 'rows', options: {} },
		},
		http(job, {
			bodyParameters: {
				parameters: [
					{ name: 'id', value: job.data },
					{ name: 'rows', value: '={{ $json.rows }}' },
					{ name: 'api_key', value: job.apiKey },
				],
			},
			options: {},
		}),
	],
};

/** A workflow for one way, behind a webhook that says how many rows. */
export function workflowOf(path: string, job: Job, credentialId: string) {
	const credentials = { akkioApi: { id: credentialId, name: 'Akkio' } };
	const steps: Step[] = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		},
		{ name: 'Rows', type: 'CUSTOM.rows', parameters: {} },
		...STEPS[job.way](job),
		{ name: 'Measured', type: 'CUSTOM.measured', parameters: {} },
	];
	return {
		name: path,
		active: false,
		// Nothing is stored: writing the executions down would run on into the next run.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' } as const,
		nodes: steps.map((step, index) => ({
			...{ typeVersion: 1, position: [index * 200, 0] as [number, number], id: step.name },
			...(index === 0 && { webhookId: path }),
			...(step.name === 'Akkio' && { credentials }),
			...step,
		})),
		connections: Object.fromEntries(
			steps.slice(1).map(({ name: node }, before) => {
				const main = [[{ node, type: 'main' as const, index: 0 }]];
				return [steps[before]!.name, { main }];
			}),
		),
	};
}
