/** The tables of docs/values.md, line by line. */
import type { Run } from '../../support/engine/run';
import { byId, useStandIn } from '../../support/engine/standIn';
import { caseOf, SPECIAL } from './cases';
import { readLines } from './table.mts';

// What was sent can be seen in the dataset, be it in a column or not.
const { akkio, append, create, rowsOf, settingUp } = useStandIn({ extraFields: 'keep' });

const lines = readLines();

test('each special case has a line', () => {
	const used = lines.map(([left]) => left);
	const unused = Object.keys(SPECIAL).filter((one) => !used.some((left) => left.startsWith(one)));
	expect(unused).toEqual([]);
});

test.each(lines)('%s → %s', async (left, right, head) => {
	const { columns = {}, isCell, ...set } = caseOf(left, head.includes('JSON'));
	const id = create();
	const fields = Object.entries(columns).map(([name, type]) => ({ name, type }));
	if (fields.length > 0) akkio().datasets.setFields(id, fields);
	const { parameters } = settingUp(byId(id), set.options);
	const { error } = await append(byId(id), set.items ?? [{}], {
		binary: set.binary,
		parameters: { ...parameters, ...set.parameters } as Run['parameters'],
	});

	const codes = [...right.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
	const arrived = rowsOf(id);
	if (right.startsWith('Error: ')) {
		expect(error?.message).toBe(codes[0]);
		expect(arrived).toEqual([]);
		return;
	}
	expect(error?.message).toBeUndefined();
	const shown = isCell ? [arrived.at(-1)!.x] : arrived;
	expect(shown.map((one) => JSON.stringify(one))).toEqual(codes);
});
