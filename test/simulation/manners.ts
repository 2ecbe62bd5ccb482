import type { Sent, World } from './record';

/** How long after a stop a run may still take to end, in ms: a look at the signal, and a late timer. */
const END_WITHIN = 1000;

/** Rules about when requests begin, whatever they carry. Returns what breaks them. */
export function badMannersOf(world: World): string[] {
	return [...overlaps(world), ...hurry(world), ...afterCancel(world)];
}

/** Never two appends in flight to one dataset. */
function overlaps({ sent }: World): string[] {
	const appends = sent.filter(({ method }) => method === 'POST');
	return appends
		.filter(({ datasetId, start }, index) =>
			appends
				.slice(0, index)
				.some((one) => one.datasetId === datasetId && (one.end ?? Infinity) > start),
		)
		.map((one) => `Two appends in flight to one dataset: ${name(one)}`);
}

/** Never more starts than the credential allows, in any second; below one a second, in any longer time. */
function hurry({ sent, requestsPerSecond, tooFast }: World): string[] {
	const many = Math.max(1, requestsPerSecond);
	const within = (1000 * many) / requestsPerSecond;
	const hurried = sent
		.filter((one, index) => index >= many && one.start - sent[index - many]!.start < within)
		.map((one) => `More than ${requestsPerSecond} requests in a second: ${name(one)}`);
	return tooFast > 0 ? [...hurried, `The server found it too fast ${tooFast} times`] : hurried;
}

/** No request begins once its execution was stopped, and the try that was stopped ends soon. */
function afterCancel({ sent, executions }: World): string[] {
	const late = sent
		.filter(({ afterCancel }) => afterCancel)
		.map((one) => `A request after the stop: ${name(one)}`);
	executions.forEach(({ cancelledAt, endedAfterCancel }, number) => {
		if (cancelledAt === undefined || endedAfterCancel === undefined) return;
		const ms = endedAfterCancel - cancelledAt;
		if (ms > END_WITHIN) late.push(`Execution ${number} went on for ${ms} ms after the stop`);
	});
	return late;
}

export const name = ({ execution, tryIndex, method, ids, fault }: Sent): string =>
	`execution ${execution}, try ${tryIndex}, ${method} [${ids.join(' ')}], ${fault ?? 'no fault'}`;
