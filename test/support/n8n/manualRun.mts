import { chain } from './chain.mts';
import type { SignedIn } from './executions.mts';
import { byId } from './oneNode.mts';
import { post } from './owner.mts';

/** Rows that a Code node makes and one Append Rows sends, started as the editor's button starts it. */
export interface ManualRun {
	rows: number;
	datasetId: string;
	/** The workflow's settings, such as its timeout in seconds. */
	settings?: object;
}

/** Saves the workflow and executes it; answers with the execution's id, while it runs. */
export async function executeManually(
	{ n8n, cookie }: SignedIn,
	{ rows, datasetId, settings = {} }: ManualRun,
): Promise<string> {
	const jsCode = `return Array.from({ length: ${rows} }, (_, n) => ({ json: { n, text: 'row ' + n } }));`;
	const workflow = chain(
		`${rows} rows`,
		settings,
		['Start', 'n8n-nodes-base.manualTrigger'],
		['Rows', 'n8n-nodes-base.code', { typeVersion: 2, parameters: { jsCode } }],
		[
			'Append Rows',
			'n8n-nodes-akkio.akkio',
			{
				parameters: { resource: 'dataset', operation: 'appendRows', dataset: byId(datasetId) },
				credentials: { akkioApi: { id: 'akkioExample', name: 'Akkio' } },
			},
		],
	);
	const ask = async (path: string, body: object) => {
		const answer = await post(n8n, path, body, cookie);
		if (!answer.ok) throw new Error(`n8n answered ${answer.status}: ${await answer.text()}`);
		return ((await answer.json()) as any).data;
	};
	const workflowData = await ask('/rest/workflows', workflow);
	const triggerToStartFrom = { name: 'Start' };
	const run = { workflowData, triggerToStartFrom };
	return (await ask(`/rest/workflows/${workflowData.id}/run`, run)).executionId;
}
