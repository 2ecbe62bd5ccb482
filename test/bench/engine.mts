/** n8n's engine without an n8n: runs the ways that need no node of n8n's own, and a bare script beside them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { INodeType, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import { oneCredential } from '../support/engine/oneCredential.mts';
import { rowsOf } from './rows.mts';
import { begin, end } from './stopwatch.mts';
import type { Job, Measured } from './tasks.mts';
import { workflowOf } from './workflow.mts';

// n8n-core writes its settings below the user's home unless told otherwise.
process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-bench-engine-'));
process.env.N8N_ENCRYPTION_KEY = 'benchmark only';
process.env.N8N_LOG_LEVEL = 'silent';

const require = createRequire(import.meta.url);
const { Expression, ICredentialsHelper, Workflow, createRunExecutionData } =
	require('n8n-workflow') as typeof import('n8n-workflow');
const { DirectoryLoader, ExecutionLifecycleHooks, WorkflowExecute } =
	require('n8n-core') as typeof import('n8n-core');
const { AkkioApi } = require('../../dist/credentials/AkkioApi.credentials.js');
const { rateLimiter } = require('../../dist/nodes/Akkio/shared/rateLimiter.js');

/** The credential takes 100 a second at most: where nothing limits, the limiter lets everything pass. */
const acquire = rateLimiter.acquire.bind(rateLimiter);
rateLimiter.acquire = async (key: string, perSecond: number, signal?: AbortSignal) =>
	perSecond === Infinity ? undefined : await acquire(key, perSecond, signal);
const Credential = oneCredential(ICredentialsHelper, new AkkioApi());

const TYPES: Record<string, INodeType> = {
	'n8n-nodes-akkio.akkio': new (require('../../dist/nodes/Akkio/Akkio.node.js').Akkio)(),
	'CUSTOM.rows': new (require('./nodes/Rows.node.js').Rows)(),
	'CUSTOM.measured': new (require('./nodes/Measured.node.js').Measured)(),
};
DirectoryLoader.applyDeclarativeNodeOptionParameters(TYPES['n8n-nodes-akkio.akkio']!);
const nodeTypes = {
	getByName: (type: string) => TYPES[type]!,
	getByNameAndVersion: (type: string) => TYPES[type]!,
	getKnownTypes: () => ({}),
};

async function run(job: Job): Promise<Measured> {
	const { nodes, connections, settings } = workflowOf('x', job, '1');
	const { Webhook: _, ...inner } = connections;
	const workflow = new Workflow({
		...{ id: 'bench', settings, connections: inner, nodeTypes, active: false },
		nodes: nodes.slice(1) as ConstructorParameters<typeof Workflow>[0]['nodes'],
	});
	const { data, count } = job;
	const start = {
		node: workflow.getNode('Rows')!,
		data: { main: [[{ json: { body: { data, count } } }]] },
		source: null,
	};
	const ran = await new WorkflowExecute(
		additionalData(job),
		'webhook',
		createRunExecutionData({ executionData: { nodeExecutionStack: [start] } }),
	).processRunExecutionData(workflow);
	const { error, runData } = ran.data.resultData;
	if (error) throw new Error(`${error.message} ${error.description ?? ''}`);
	return runData.Measured![0]!.data!.main?.[0]?.[0]?.json as unknown as Measured;
}

/** As many of the generated rows as fit into 1,000,000 bytes. */
const ROWS_PER_REQUEST = 3_600;
const OPTIONS = {
	headers: { 'content-type': 'application/json' },
	maxRedirects: 0,
	maxBodyLength: Infinity,
};

/** The floor: the same batches with the HTTP client that n8n uses, and nothing else. */
async function runScript({ data, count, baseUrl, apiKey }: Job): Promise<Measured> {
	const axios = createRequire(require.resolve('n8n-core'))('axios');
	const rows = rowsOf(data, count);
	begin();
	for (let from = 0; from < rows.length; from += ROWS_PER_REQUEST) {
		const body = { id: data, rows: rows.slice(from, from + ROWS_PER_REQUEST), api_key: apiKey };
		const bytes = Buffer.from(JSON.stringify(body));
		const response = await axios.post(`${baseUrl}/datasets`, bytes, OPTIONS);
		if (response.data.status !== 'success') throw new Error(response.data.status);
	}
	return end();
}

/** A large run, and a second after its start a single row of another execution with the same key. */
async function runWithSingleBesides(job: Job): Promise<Measured> {
	const large = run(job);
	await wait(1000);
	const begun = performance.now();
	await run({ ...job, count: 1 });
	const besidesMs = performance.now() - begun;
	return { ...(await large), besidesMs };
}

function additionalData({
	baseUrl,
	apiKey,
	perSecond = Infinity,
}: Job): IWorkflowExecuteAdditionalData {
	const url = 'http://localhost:5678/';
	return {
		credentialsHelper: new Credential({ apiKey, baseUrl, requestsPerSecond: perSecond }),
		hooks: new ExecutionLifecycleHooks('webhook', '1', {} as never),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
		...{ instanceBaseUrl: url, restApiUrl: url },
		...{ webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
	} as unknown as IWorkflowExecuteAdditionalData;
}

// As a real n8n starts it.
await Expression.initExpressionEngine(require('../support/engine/expressionEngine.js'));
process.on('message', (job: Job) => {
	const runJob = job.besides ? runWithSingleBesides : job.way === 'script' ? runScript : run;
	runJob(job).then(
		(measured) => process.send!(measured),
		(error: Error) => process.send!({ failed: String(error.stack) }),
	);
});
process.on('disconnect', () => {
	rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true });
	process.exit();
});
process.send!('ready');
