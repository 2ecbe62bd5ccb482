import { ensureDataset } from '../../../shared/ensure';
import { nodeError } from '../../../shared/errorItem';
import { idOf } from '../../../shared/locator';
import { datasetNamed } from '../../../shared/named';
import type { AppendCaller } from './caller';
import type { AppendOptions } from './options';
import { isComplaint, type Complaint, type Entry, type Plan } from './plan';
import { Target } from './target';

/**
 * The plan with the datasets found that its rows are for, each looked up once. One that is missing is
 * created, if the user asked for it, so that only in a run that checks a target has no id. Rows whose
 * dataset is not found become a complaint.
 */
export async function aimed(
	caller: AppendCaller,
	plan: Plan,
	options: AppendOptions,
): Promise<Plan> {
	const errors = new Map<Target, Complaint['error']>();
	for (const target of plan.targets) {
		const { itemIndex } = target.planned[0]!;
		try {
			target.id = await foundId(caller, target, itemIndex, options);
		} catch (error) {
			errors.set(target, nodeError(caller.getNode(), error, itemIndex));
		}
	}
	const places = new Set(plan.targets.map(placeOf));
	return errors.size === 0 && places.size === plan.targets.length ? plan : parted(plan, errors);
}

async function foundId(
	caller: AppendCaller,
	{ choice }: Target,
	itemIndex: number,
	{ createIfMissing, checkOnly }: AppendOptions,
): Promise<string | undefined> {
	if (choice.mode === 'id' || !createIfMissing) return await idOf(caller, choice, itemIndex);
	if (!checkOnly) return (await ensureDataset(caller, choice.value, itemIndex)).id;
	return (await datasetNamed(caller, choice.value, itemIndex))?.id;
}

/** What tells datasets apart, those too that are missing. */
const placeOf = ({ id, choice }: Target) => id ?? `${choice.mode} ${choice.value}`;

/** The plan once more: without the rows that lead nowhere, and one target where two choices lead to one dataset. */
function parted(plan: Plan, errors: ReadonlyMap<Target, Complaint['error']>): Plan {
	const targets = new Map<string, Target>();
	const remaining: Entry[] = [];
	for (const entry of plan.entries) {
		if (isComplaint(entry)) {
			remaining.push(entry);
			continue;
		}
		const { itemIndex, target, source, row, place, ofItem } = entry;
		const error = errors.get(target);
		if (error) {
			// An item is complained about once, however many rows it has.
			const last = remaining.at(-1);
			if (!last || !isComplaint(last) || last.itemIndex !== itemIndex) {
				remaining.push({ itemIndex, error });
			}
			continue;
		}
		const into = targets.get(placeOf(target)) ?? target.withoutRows();
		targets.set(placeOf(target), into);
		remaining.push(into.add(itemIndex, source, row, place, ofItem));
	}
	return { ...plan, entries: remaining, targets: [...targets.values()] };
}
