/** n8n's engine without an n8n, in a process of its own: runs the ways that need no node of n8n's own. */
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

import type { INode, INodeType } from 'n8n-workflow';

import { additionalDataOf } from '../support/engine/additionalData.mts';
import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import { workflowNode } from '../support/n8n/workflow.mts';
import { rowsOf } from './rows.mts';
import { DATASET, workflowOf, type Job, type Measured } from './ways.mts';

// n8n-core writes its settings below the user's home unless told otherwise.
process.env.N8N_USER_FOLDER = await temporaryFolder('n8n-bench-engine-');
process.env.N8N_ENCRYPTION_KEY = 'benchmark only';
process.env.N8N_LOG_LEVEL = 'silent';

const require = createRequire(import.meta.url);
const { Expression, Workflow, createRunExecutionData } =
	require('n8n-workflow') as typeof import('n8n-workflow');
const { DirectoryLoader, ExecutionLifecycleHooks, WorkflowExecute } =
	require('n8n-core') as typeof import('n8n-core');
const { AkkioApi } = require('../../dist/credentials/AkkioApi.credentials.js');
const { rateLimiter } = require('../../dist/nodes/Akkio/shared/rateLimiter.js');
const { Bench, begin, end } = require('./nodes/Bench.node.js');

/** The credential takes 100 a second at most: where nothing limits, the limiter lets everything pass. */
const acquire = rateLimiter.acquire.bind(rateLimiter);
rateLimiter.acquire = async (key: string, perSecond: number, signal?: AbortSignal) =>
	perSecond === Infinity ? undefined : await acquire(key, perSecond, signal);

const TYPES: Record<string, INodeType> = {
	'n8n-nodes-akkio.akkio': new (require('../../dist/nodes/Akkio/Akkio.node.js').Akkio)(),
	'CUSTOM.bench': new Bench(),
};
DirectoryLoader.applyDeclarativeNodeOptionParameters(TYPES['n8n-nodes-akkio.akkio']!);
const nodeTypes = {
	getByName: (type: string) => TYPES[type]!,
	getByNameAndVersion: (type: string) => TYPES[type]!,
	getKnownTypes: () => ({}),
};

async function run(job: Job): Promise<Measured> {
	const trigger = workflowNode('Trigger', 'CUSTOM.bench');
	const { connections, nodes, settings } = workflowOf(trigger, job, '1');
	const workflow = new Workflow({
		...{ id: 'bench', connections: connections as never, nodes: nodes as INode[], settings },
		...{ nodeTypes, active: false },
	});
	const start = {
		node: workflow.getNode('Rows')!,
		data: { main: [[{ json: { body: { count: job.count, way: job.way } } }]] },
		source: null,
	};
	const { data } = await new WorkflowExecute(
		additionalData(job),
		'webhook',
		createRunExecutionData({ executionData: { nodeExecutionStack: [start] } }),
	).processRunExecutionData(workflow);
	const { error, runData } = data.resultData;
	if (error) throw new Error(`${error.message} ${error.description ?? ''}`);
	return runData.Measured![0]!.data!.main?.[0]?.[0]?.json as unknown as Measured;
}

const additionalData = ({ baseUrl, apiKey, perSecond }: Job) =>
	additionalDataOf(
		new AkkioApi(),
		{ apiKey, baseUrl, requestsPerSecond: perSecond ?? Infinity },
		new ExecutionLifecycleHooks('webhook', '1', {} as never),
	);

/** As many of the rows as fit into 1,000,000 bytes. */
const ROWS_PER_REQUEST = 3_600;

/** The floor: the same batches with the HTTP client that n8n uses, and nothing else. */
async function runScript({ count, baseUrl, apiKey }: Job): Promise<Measured> {
	const axios = createRequire(require.resolve('n8n-core'))('axios');
	const headers = { 'content-type': 'application/json' };
	const rows = rowsOf(count);
	begin();
	for (let from = 0; from < rows.length; from += ROWS_PER_REQUEST) {
		const batch = rows.slice(from, from + ROWS_PER_REQUEST);
		const bytes = Buffer.from(JSON.stringify({ id: DATASET, rows: batch, api_key: apiKey }));
		const options = { headers, maxRedirects: 0, maxBodyLength: Infinity };
		await axios.post(`${baseUrl}/datasets`, bytes, options);
	}
	return end();
}

/** A single row of another execution with the same key, a second after the start of a large run. */
async function runBeside(job: Job): Promise<Measured> {
	const large = run(job);
	await wait(1000);
	const single = await run({ ...job, count: 1 });
	await large;
	return single;
}

// As a real n8n starts it.
await Expression.initExpressionEngine(require('../support/engine/expressionEngine.js'));
process.on('message', (job: Job) => {
	const runJob = job.isBeside ? runBeside : job.way === 'script' ? runScript : run;
	runJob(job).then(
		(measured) => process.send!(measured),
		(error: Error) => {
			console.error(error);
			process.exit(1);
		},
	);
});
process.on('disconnect', () => process.exit());
process.send!('ready');
