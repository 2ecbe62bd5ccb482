import type { INodeExecutionData } from 'n8n-workflow';

import { Akkio } from '../../nodes/Akkio/Akkio.node';
import { callerOf, type Surroundings } from './caller';
import type { Executed, Told } from './record';
import { toldByError, toldByItems } from './told';
import type { VirtualTime } from './virtualTime';

const appendRows = new Akkio().customOperations.dataset.appendRows;

type Ending = Pick<Executed, 'told' | 'tries' | 'endedAfterCancel'>;

/**
 * Runs the node as n8n's engine does, with its Retry On Fail: again after an error, and after a
 * first item that came out with one, whether the execution was stopped or not.
 */
export async function execute(
	surroundings: Surroundings,
	time: VirtualTime,
	onTry: (tryIndex: number) => void,
): Promise<Ending> {
	const { plan, signal } = surroundings;
	const caller = callerOf(surroundings);
	let endedAfterCancel: number | undefined;
	for (let tryIndex = 0; ; tryIndex++) {
		if (tryIndex > 0) await time.pass(plan.waitBetweenTries);
		onTry(tryIndex);
		const wasStopped = signal.aborted;
		const { told, failed } = await oneTry(caller, plan);
		if (signal.aborted && !wasStopped) endedAfterCancel = time.now;
		if (!failed || tryIndex === plan.maxTries - 1) {
			return { told, tries: tryIndex + 1, endedAfterCancel };
		}
	}
}

async function oneTry(
	caller: ReturnType<typeof callerOf>,
	plan: Surroundings['plan'],
): Promise<{ told: Told; failed: boolean }> {
	try {
		const [out] = (await appendRows.call(caller)) as INodeExecutionData[][];
		return { told: toldByItems(out!, plan), failed: Boolean(out![0]?.json.error) };
	} catch (error) {
		return { told: toldByError(error as Error & { description?: string }, plan), failed: true };
	}
}
