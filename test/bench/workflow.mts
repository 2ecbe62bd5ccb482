/** One workflow that holds every case, each behind a webhook of its own. */
import { stepsOf, type CaseName, type Script } from './cases.mts';
import type { Job } from './job.mts';
import type { Step } from './steps.mts';

/** One case with its rows and its limit: as many rows as a run asks for. */
export type Lane = Pick<Job, 'data' | 'limit' | 'baseUrl' | 'apiKey'> & {
	name: Exclude<CaseName, Script>;
};

export const laneName = ({ name, data, limit }: Omit<Lane, 'baseUrl' | 'apiKey'>) =>
	`${name}-${data}-${limit}`;

/** The id of the credential for a limit. */
export const credentialFor = (limit: Job['limit']) => `bench-${limit}`;

export const WORKFLOW_ID = 'akkioBench';

export function workflowOf(lanes: Lane[]) {
	const parts = lanes.map(partOf);
	return {
		id: WORKFLOW_ID,
		name: 'Benchmark',
		active: false,
		// Nothing is stored: writing the executions down would run on into the next case.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' } as const,
		nodes: parts.flatMap(({ steps }) => steps.map(nodeOf)),
		connections: Object.assign({}, ...parts.map(({ connections }) => connections)),
	};
}

function partOf(lane: Lane) {
	const path = laneName(lane);
	const prefix = `${path} `;
	const tested = stepsOf(lane.name, { ...lane, prefix, credential: credentialFor(lane.limit) });
	const names = JSON.stringify(tested.map(({ name }) => name));
	const steps: Step[] = [
		{
			name: `${prefix}Webhook`,
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		},
		{ name: `${prefix}Rows`, type: 'CUSTOM.rows', parameters: {} },
		...tested,
		{ name: `${prefix}Measured`, type: 'CUSTOM.measured', parameters: { nodes: names } },
	];
	return { steps, connections: lane.name === 'loop' ? looped(steps) : inARow(steps) };
}

type Connections = Record<string, { main: Array<Array<ReturnType<typeof to>>> }>;
const to = ({ name }: Step) => ({ node: name, type: 'main' as const, index: 0 });

function inARow(steps: Step[]): Connections {
	return Object.fromEntries(
		steps.slice(1).map((step, before) => [steps[before]!.name, { main: [[to(step)]] }]),
	);
}

/** The same, but the last step under test leads back to the loop, whose first output goes on. */
function looped(steps: Step[]): Connections {
	const [, , loop, first, last, measured] = steps as [Step, Step, Step, Step, Step, Step];
	return {
		...inARow(steps),
		[loop.name]: { main: [[to(measured)], [to(first)]] },
		[last.name]: { main: [[to(loop)]] },
	};
}

function nodeOf(step: Step, index: number) {
	const isWebhook = step.type.endsWith('.webhook');
	return {
		...{ typeVersion: 1, position: [index * 200, 0] as [number, number], id: step.name },
		...(isWebhook && { webhookId: step.name }),
		...step,
	};
}
