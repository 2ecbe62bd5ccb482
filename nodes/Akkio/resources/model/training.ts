import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { clock } from '../../shared/clock';
import { MAX_API_MESSAGE, TRAINING_POLL_MS, TRAINING_WAIT_MS } from '../../shared/constants';
import { STOPPED_BEFORE, type RequestError, type Response } from '../../shared/errors';
import { akkioRequest } from '../../shared/request';
import type { Result } from '../../shared/retry';
import { isObject, textOf, truncate } from '../../shared/text';

/** Version 2 of Akkio's API lies beside version 1, whose address the credential holds (fact T1). */
export const TRAINING = '/../api/v1/models/train';

/** Version 2 says by the HTTP status whether a request succeeded (fact T1). */
export const isV2Success = ({ statusCode, body }: Response) =>
	(statusCode === 200 || statusCode === 201) && isObject(body);

/** A training in words, for an error. */
export const toTarget = (taskId: string) => `training '${truncate(taskId)}'`;

/** Asks about a training, as long as it takes to get an answer that can be read. */
export const askTraining = async <T>(
	context: IExecuteSingleFunctions,
	taskId: string,
	what: 'status' | 'result',
	parse: (body: IDataObject) => T | undefined,
) =>
	await akkioRequest(
		context,
		{ method: 'GET', url: `${TRAINING}/${encodeURIComponent(taskId)}/${what}` },
		{ parse, target: toTarget(taskId), isOk: isV2Success },
	);

interface TrainingStatus {
	status: string;
	metadata?: unknown;
}

/** Asks for the status until the training ended (fact T2), the execution is stopped, or patience ends. */
export async function waitForModel(
	context: IExecuteSingleFunctions,
	taskId: string,
): Promise<Result<IDataObject[]>> {
	const signal = context.getExecutionCancelSignal();
	const deadline = clock.now() + TRAINING_WAIT_MS;
	while (clock.now() < deadline) {
		await clock.sleep(TRAINING_POLL_MS, signal);
		if (signal?.aborted) return { ok: false, error: STOPPED_BEFORE };
		const asked = await askTraining(context, taskId, 'status', (body) =>
			typeof body.status === 'string' ? (body as unknown as TrainingStatus) : undefined,
		);
		if (!asked.ok) return { ok: false, error: stillRunning(taskId, asked.error.message) };
		const { status, metadata } = asked.value;
		if (status === 'FAILED') return { ok: false, error: trainingFailed(metadata) };
		if (status === 'UNKNOWN_TIMEOUT') {
			const message = 'Akkio does not know how the training ended (UNKNOWN_TIMEOUT)';
			return { ok: false, error: stillRunning(taskId, message) };
		}
		if (status !== 'SUCCEEDED') continue;
		const result = await askTraining(context, taskId, 'result', toModel);
		if (!result.ok) return { ok: false, error: stillRunning(taskId, result.error.message) };
		return { ok: true, value: [result.value] };
	}
	return {
		ok: false,
		error: stillRunning(
			taskId,
			`The training takes longer than ${TRAINING_WAIT_MS / 3_600_000} hours`,
		),
	};
}

/** Akkio does not describe its result (fact T3): all of it, with the model's id on top where there is one. */
export function toModel(result: IDataObject): IDataObject {
	const inner = isObject(result.model) ? result.model.id : undefined;
	const modelId = result.model_id ?? inner ?? result.id;
	return typeof modelId === 'string' ? { modelId, ...result } : result;
}

function trainingFailed(metadata: unknown): RequestError {
	const error = isObject(metadata) ? metadata.error : undefined;
	const words = isObject(error) ? JSON.stringify(error) : textOf(error);
	return {
		name: 'trainingFailed',
		outcome: 'rejected',
		message: `Akkio could not train the model: ${truncate(words || 'no reason given', MAX_API_MESSAGE)}`,
		description: `Check the dataset's rows and 'Fields to Predict'. ${PARSING_NOTE}`,
	};
}

/** Akkio parses appended rows later (fact W15). */
export const PARSING_NOTE =
	'If rows were appended a moment ago, Akkio may still be parsing them: try again in a minute.';

/** Outcome unknown, so that a retry does not train once more. */
const stillRunning = (taskId: string, message: string): RequestError => ({
	name: 'trainingUnknown',
	outcome: 'unknown',
	message,
	description: `The training may still be running. Use 'Get Training Status' with the task ID ${truncate(taskId)}, or check in Akkio before you train again.`,
});
