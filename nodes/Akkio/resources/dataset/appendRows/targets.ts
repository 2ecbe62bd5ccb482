import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ensureDataset } from '../../../shared/ensure';
import { nodeError } from '../../../shared/errorItem';
import { idOf, type Choice } from '../../../shared/locator';
import { datasetNamed } from '../../../shared/named';
import type { AppendCaller } from './caller';
import type { AppendOptions } from './options';
import type { Complaint, Plan, Planned } from './plan';
import { Target } from './target';

/** What a choice leads to; nowhere, if it is wrong. */
type Aim = Target | { error: NodeApiError | NodeOperationError };

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
	const aims = new Map<string, Aim>();
	const targets = new Map<string, Target>();
	const aimOf = async ({ choice, item }: Planned): Promise<Aim> => {
		const key = `${choice.mode} ${choice.value}`;
		let aim = aims.get(key);
		if (!aim) aims.set(key, (aim = await find(caller, choice, item.itemIndex, options)));
		if ('error' in aim) return aim;
		// Two choices may lead to the same dataset.
		const place = aim.id ?? key;
		const target = targets.get(place) ?? aim;
		targets.set(place, target);
		return target;
	};

	const withTargets: Array<Planned | Complaint> = [];
	let last: { choice: Choice; aim: Aim } | undefined;
	for (const entry of plan) {
		if ('error' in entry) {
			withTargets.push(entry);
			continue;
		}
		const { choice, item } = entry;
		if (last?.choice !== choice) last = { choice, aim: await aimOf(entry) };
		const { aim } = last!;
		if ('error' in aim) {
			// An item is complained about once, however many rows it has.
			const before = withTargets.at(-1);
			const isSaid = before && 'error' in before && before.item === item;
			if (!isSaid) withTargets.push({ item, ...aim });
			continue;
		}
		entry.target = aim;
		aim.planned.push(entry);
		withTargets.push(entry);
	}
	return { plan: withTargets, targets: [...targets.values()] };
}

async function find(
	caller: AppendCaller,
	choice: Choice,
	itemIndex: number,
	{ createIfMissing, checkOnly, extraFields }: AppendOptions,
): Promise<Aim> {
	const found = async () => {
		if (choice.mode === 'id' || !createIfMissing) return await idOf(caller, choice, itemIndex);
		if (!checkOnly) return (await ensureDataset(caller, choice.value, itemIndex)).id;
		return (await datasetNamed(caller, choice.value, itemIndex))?.id;
	};
	try {
		return new Target(await found(), choice.label, extraFields);
	} catch (error) {
		return { error: nodeError(caller.getNode(), error, itemIndex) };
	}
}
