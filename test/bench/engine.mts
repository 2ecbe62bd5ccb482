/** n8n's engine without an n8n: runs the cases that need no node of n8n's own, on the built package. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INodeType, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import { oneCredential } from '../support/engine/oneCredential.mts';
import { credentialOf } from './credential.mts';
import type { Job } from './job.mts';
import type { Measured } from './stopwatch.mts';
import { laneName, workflowOf, type Lane } from './workflow.mts';

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
const Credential = oneCredential(ICredentialsHelper, new AkkioApi());

const TYPES: Record<string, INodeType> = {
	'n8n-nodes-akkio.akkio': new (require('../../dist/nodes/Akkio/Akkio.node.js').Akkio)(),
	'CUSTOM.rows': new (require('./nodes/Rows.node.js').Rows)(),
	'CUSTOM.measured': new (require('./nodes/Measured.node.js').Measured)(),
	'CUSTOM.passing': new (require('./nodes/Passing.node.js').Passing)(),
	'CUSTOM.sending': new (require('./nodes/Sending.node.js').Sending)(),
	'CUSTOM.mapByParameter': new (require('./nodes/MapByParameter.node.js').MapByParameter)(),
};
DirectoryLoader.applyDeclarativeNodeOptionParameters(TYPES['n8n-nodes-akkio.akkio']!);
const nodeTypes = {
	getByName: (type: string) => TYPES[type]!,
	getByNameAndVersion: (type: string) => TYPES[type]!,
	getKnownTypes: () => ({}),
};

async function run(job: Job): Promise<Measured> {
	const { id, settings, connections, nodes } = workflowOf([job as Lane]);
	const known = nodes.filter(({ type }) => type in TYPES);
	const workflow = new Workflow({
		...{ id, settings, connections, nodeTypes, active: false },
		nodes: known as ConstructorParameters<typeof Workflow>[0]['nodes'],
	});
	const prefix = laneName(job as Lane);
	const { data, count } = job;
	const start = {
		node: workflow.getNode(`${prefix} Rows`)!,
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
	return runData[`${prefix} Measured`]![0]!.data!.main?.[0]?.[0]?.json as unknown as Measured;
}

function additionalData(job: Job): IWorkflowExecuteAdditionalData {
	const url = 'http://localhost:5678/';
	return {
		credentialsHelper: new Credential(credentialOf(job)),
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
process.on('message', (job: Job) =>
	run(job).then(
		(measured) => process.send!(measured),
		(error: Error) => process.send!({ failed: String(error) }),
	),
);
process.on('disconnect', () => {
	rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true });
	process.exit();
});
process.send!('ready');
