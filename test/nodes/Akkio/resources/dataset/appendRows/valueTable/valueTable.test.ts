/** The README's tables of what arrives in Akkio, line by line. What ought to arrive stands only there. */
import type { Run } from '../../../../../../support/engine/run';
import { byId, useStandIn } from '../../../../../../support/engine/standIn';
import { tablesBelow } from '../../../../../../package/readme.mts';
import { CASES } from './cases';

// What was sent can be seen in the dataset, be it in a column or not.
const { akkio, append, create, rowsOf, settingUp } = useStandIn({ extraFields: 'keep' });

const lines = tablesBelow('What arrives in Akkio') as Array<[left: string, right: string]>;

test('each line of the tables has a case, and each case a line', () =>
	expect(lines.map(([left]) => left)).toEqual(Object.keys(CASES)));

test.each(lines)('%s → %s', async (left, right) => {
	const found = CASES[left]!;
	const { first, isCell, ...set } = typeof found === 'function' ? found(left) : found;
	const id = create();
	if (first) akkio().datasets.append(id, [first]);
	const { parameters } = settingUp(byId(id), set.options);
	const { error } = await append(byId(id), set.items ?? [{}], {
		binary: set.binary,
		parameters: { ...parameters, ...set.parameters } as Run['parameters'],
	});

	const arrived = rowsOf(id).slice(first ? 1 : 0);
	const codes = [...right.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
	if (right.startsWith('refused: ')) {
		expect(error?.message).toBe(codes[0]);
		expect(arrived).toEqual([]);
		return;
	}
	expect(error?.message).toBeUndefined();
	const shown = isCell ? [arrived.at(-1)!.x] : arrived;
	expect(shown.map((one) => JSON.stringify(one))).toEqual(codes);
});
