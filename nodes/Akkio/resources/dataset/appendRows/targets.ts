import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ensureDataset } from '../../../shared/ensure';
import { nodeError } from '../../../shared/errorItem';
import { idOf, type Choice } from '../../../shared/locator';
import { datasetNamed } from '../../../shared/named';
import type { AppendCaller } from './caller';
import type { AppendOptions } from './options';
import type { Complaint, Plan, Planned } from './plan';
import { Target } from './target';

type Found = { id: string | undefined } | { error: NodeApiError | NodeOperationError };

/** The plan with each row's dataset, or a complaint instead, and the datasets in the rows' order. */
export interface Aimed {
	plan: Plan;
	targets: Target[];
}

/**
 * Finds the datasets that the rows are for. Each is looked up once, however many items name it.
 * One that is missing is created, if the user asked for it, so that only in a run that checks a
 * target has no id.
 */
export async function aimed(
	caller: AppendCaller,
	plan: Plan,
	options: AppendOptions,
): Promise<Aimed> {
	const found = new Map<string, Found>();
	const targets = new Map<string | undefined, Target>();
	const withTargets: Array<Planned | Complaint> = [];
	const keys = new Map<Choice, string>();
	for (const entry of plan) {
		if ('error' in entry) {
			withTargets.push(entry);
			continue;
		}
		const { choice, item } = entry;
		const key = keys.get(choice) ?? `${choice.mode} ${choice.value}`;
		keys.set(choice, key);
		let one = found.get(key);
		if (!one) found.set(key, (one = await find(caller, choice, item.itemIndex, options)));
		if ('error' in one) {
			// An item is complained about once, however many rows it has.
			const last = withTargets.at(-1);
			if (!last || !('error' in last) || last.item !== item) withTargets.push({ item, ...one });
			continue;
		}
		const name = one.id ?? key;
		let target = targets.get(name);
		if (!target)
			targets.set(name, (target = new Target(one.id, choice.label, options.extraFields)));
		entry.target = target;
		target.planned.push(entry);
		withTargets.push(entry);
	}
	return { plan: withTargets, targets: [...targets.values()] };
}

async function find(
	caller: AppendCaller,
	choice: Choice,
	itemIndex: number,
	{ createIfMissing, checkOnly }: AppendOptions,
): Promise<Found> {
	try {
		if (choice.mode === 'id' || !createIfMissing)
			return { id: await idOf(caller, choice, itemIndex) };
		if (!checkOnly) return { id: (await ensureDataset(caller, choice.value, itemIndex)).id };
		return { id: (await datasetNamed(caller, choice.value, itemIndex))?.id };
	} catch (error) {
		return { error: nodeError(caller.getNode(), error, itemIndex) };
	}
}
