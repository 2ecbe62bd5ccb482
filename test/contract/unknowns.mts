import {
	bodyOf,
	columnsOf,
	must,
	read,
	rowsWithin,
	succeeded,
	type Fact,
	type World,
} from './fact.mts';
import type { Answer } from './akkio.mts';

/** What nobody knows: asked of the suite's own dataset, and answered in words. */
export const UNKNOWNS: Fact[] = [
	{
		number: 'U7',
		says: 'Does the list show a new dataset at once?',
		async check({ akkio, id }) {
			for (let look = 1; look <= LOOKS; look++) {
				const { datasets } = bodyOf(await akkio.ask('GET'));
				must(Array.isArray(datasets), 'no list of datasets');
				const isThere = datasets.some((one: { id: unknown }) => one.id === id);
				if (isThere) return look === 1 ? 'yes' : `not before look ${look}, a second apart`;
				await akkio.pause();
			}
			return `not within ${LOOKS} looks, a second apart`;
		},
	},
	{
		number: 'U1',
		says: 'What happens to fields that the schema does not have?',
		async check(world) {
			const row = { name: 'Extra', seats: 1, ratio: 1, isNew: true, note: '', extra: 'new' };
			const { answer, added } = await append(world, [row]);
			const columns = await columnsOf(world);
			const column = columns.includes('extra') ? 'a new column' : 'no new column';
			return `${words(world, answer)}, ${added} of 1 rows added, ${column}`;
		},
	},
	{
		number: 'U1',
		says: 'And what happens if columns are missing?',
		async check(world) {
			const { answer, added } = await append(world, [{ name: 'Only a name' }]);
			return `${words(world, answer)}, ${added} of 1 rows added`;
		},
	},
	{
		number: 'U1',
		says: 'And to a text in a column of numbers?',
		async check(world) {
			const row = { name: 'Text', seats: 'many', ratio: 1, isNew: true, note: '' };
			const { answer, added } = await append(world, [row]);
			return `${words(world, answer)}, ${added} of 1 rows added`;
		},
	},
	{
		number: 'U3',
		says: 'Is a part of a refused append kept?',
		async check(world) {
			const good = { name: 'Good', seats: 1, ratio: 1, isNew: true, note: '' };
			const { answer, added } = await append(world, [good, 'no row', good]);
			const outcome = `${added} of 2 good rows and a bad one added`;
			return succeeded(answer) ? `not refused: ${outcome}` : `${words(world, answer)}, ${outcome}`;
		},
	},
];

const LOOKS = 10;
/** Looks at a row count that is expected not to change, in case it does so late. */
const PATIENT_LOOKS = 3;

/** Appends to the suite's own dataset, and counts how many rows came of it. */
async function append(world: World, rows: unknown[]): Promise<{ answer: Answer; added: number }> {
	const before = Number((await read(world)).rows);
	const answer = await world.akkio.ask('POST', { id: world.id, rows });
	const after = await rowsWithin(world, before + rows.length, PATIENT_LOOKS);
	return { answer, added: after - before };
}

const words = ({ akkio }: World, answer: Answer) =>
	succeeded(answer) ? 'accepted' : akkio.words(answer);
