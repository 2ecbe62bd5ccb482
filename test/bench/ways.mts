/** What is measured: ways to bring rows from memory into a dataset, as workflows. */
import { akkioNode, byId, chain, mapByHand, workflowNode } from '../support/n8n/workflow.mts';
import { FIELDS } from './rows.mts';

/** A bare script and the package run on n8n's engine alone; the others need n8n's own nodes. */
export const WAYS = {
	script: 'A bare script, the same batches',
	nothing: 'The same workflow without sending',
	automatic: 'Akkio, mapped automatically',
	byHand: 'Akkio, ten columns mapped by hand',
	wide: 'Akkio, each row with a field of its own',
	predict: 'Akkio, Predict',
	aggregate: 'Aggregate → one HTTP Request',
	perItem: 'HTTP Request, one per item',
};

/** One way with so many rows, against a server that answers after so long. */
export interface Task {
	way: keyof typeof WAYS;
	count: number;
	/** Akkio's five requests a second, or no limit. */
	perSecond?: 5;
	answerAfterMs?: number;
	/** Not the time of the run, but that of a single row's that starts a second after it. */
	isBeside?: boolean;
	/** Each run in a process of its own, so that its memory is its own. */
	isFresh?: boolean;
}

/** A task with the server's base URL, and a key for it: the rate limit goes by keys. */
export type Job = Task & { baseUrl: string; apiKey: string };

export interface Measured {
	/** From the moment the items are there to the end of the last node under test. */
	ms: number;
	/** How far the process's memory rose meanwhile, at its peak. */
	peakBytes: number;
}

export const COUNTS = [1, 1_000, 10_000, 100_000];
export const DELAYS_MS = [0, 300, 1_000];
/** HTTP Request's own batching takes 33 minutes for 10,000 rows; its pace is even. */
export const PACED_ITEMS = 100;

const atFive = (way: Task['way'], counts: number[]) =>
	DELAYS_MS.flatMap((answerAfterMs) =>
		counts.map((count): Task => ({ way, count, perSecond: 5, answerAfterMs })),
	);

/** For n8n's engine alone. */
export const ENGINE_TASKS: Task[] = [
	...atFive('automatic', COUNTS),
	{ way: 'automatic', count: 100_000, perSecond: 5, answerAfterMs: 0, isBeside: true },
	{ way: 'script', count: 50_000 },
	{ way: 'automatic', count: 50_000 },
	{ way: 'automatic', count: 10_000 },
	{ way: 'byHand', count: 10_000 },
	{ way: 'wide', count: 2_500 },
	{ way: 'wide', count: 10_000 },
	{ way: 'predict', count: 10_000, perSecond: 5, answerAfterMs: 0 },
];

/** For a real n8n: the alternatives that a user has without this package. */
export const N8N_TASKS: Task[] = [
	...atFive('automatic', COUNTS),
	...atFive('aggregate', COUNTS),
	...atFive('perItem', [1, PACED_ITEMS]),
	...(['automatic', 'aggregate', 'perItem'] as const).map((way) => ({ way, count: 10_000 })),
	// Memory: a bare engine's heap is small at first, and grows with the first rows.
	{ way: 'nothing', count: 100_000, isFresh: true },
	{ way: 'automatic', count: 100_000, isFresh: true },
];

/** What the server calls its dataset. */
export const DATASET = 'dataset';

/** n8n's own pace, which lets more than five into some seconds: whoever loses rows still takes the time. */
const FIVE_PER_SECOND = { batching: { batch: { batchSize: 5, batchInterval: 1000 } } };

function stepsOf({ way, baseUrl, apiKey, perSecond }: Job, credentialId: string) {
	const append = { operation: 'appendRows', dataset: byId(DATASET) };
	const values = FIELDS.map(({ name }) => [name, `={{ $json.${name} }}`]);
	const http = (rows: string) => {
		const jsonBody = `={{ { id: '${DATASET}', rows: ${rows}, api_key: '${apiKey}' } }}`;
		const options = perSecond ? FIVE_PER_SECOND : {};
		const body = { sendBody: true, specifyBody: 'json', jsonBody, options };
		return workflowNode('HTTP', 'n8n-nodes-base.httpRequest', {
			...{ typeVersion: 4.2, parameters: { method: 'POST', url: `${baseUrl}/datasets`, ...body } },
		});
	};
	const aggregate = workflowNode('Aggregate', 'n8n-nodes-base.aggregate', {
		parameters: { aggregate: 'aggregateAllItemData', destinationFieldName: 'rows' },
	});
	const ways = {
		...{ script: [], nothing: [] },
		automatic: [akkioNode(credentialId, append)],
		byHand: [akkioNode(credentialId, { ...append, ...mapByHand(Object.fromEntries(values)) })],
		wide: [akkioNode(credentialId, { ...append, options: { extraFields: 'send' } })],
		predict: [
			akkioNode(credentialId, { resource: 'model', operation: 'predict', model: byId('model') }),
		],
		aggregate: [aggregate, http('$json.rows')],
		perItem: [http('[$json]')],
	};
	return ways[way];
}

/** The workflow behind the trigger: rows → the nodes under test → what they took. */
export const workflowOf = (trigger: { name: string }, job: Job, credentialId: string) => ({
	...chain(
		trigger,
		workflowNode('Rows', 'CUSTOM.bench'),
		...stepsOf(job, credentialId),
		workflowNode('Measured', 'CUSTOM.bench'),
	),
	// Nothing is stored: writing the executions down would run on into the next run.
	settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' } as const,
});
