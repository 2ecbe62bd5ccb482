import {
	countRowsAfter,
	forgetSchema,
	loadSchemas,
	verifyColumns,
} from '../../../nodes/Akkio/resources/dataset/appendRows/schema';
import { fakeContext, groupOf, useInstantClock, WRONG_KEY, type Answer } from './fakes';

const time = useInstantClock();

const shown = (rows: number, ...names: string[]): Answer => ({
	statusCode: 200,
	body: { status: 'success', name: 'Leads', rows, fields: names.map((name) => ({ name })) },
});
/** IDs are new for each test, since columns stay known in the process. */
let ids = 0;
const newGroup = (values: unknown[] = [1, 2]) => groupOf(`dataset${ids++}`, values);
const columnsOf = ({ schema }: ReturnType<typeof newGroup>) =>
	schema?.columns.map(({ name }) => name);

/** Answers in turn, the last one for all that follow. */
const responding = (...answers: Answer[]) =>
	fakeContext((_asked, index) => answers[Math.min(index, answers.length - 1)]!);

/** Loads the schema of a group where Akkio answers so; how often it is asked. */
async function load(group: ReturnType<typeof newGroup>, ...answers: Answer[]) {
	const { context, asked } = responding(...answers);
	await loadSchemas(context, [group]);
	return asked.length;
}

test('rows without columns are still being parsed: it looks again for ten seconds, then says so', async () => {
	const group = newGroup();
	const start = time.now;
	expect(await load(group, shown(2), shown(2), shown(2, 'n'))).toBe(3);
	expect(columnsOf(group)).toEqual(['n']);
	expect(time.now - start).toBe(2_000);

	const slow = newGroup();
	expect(await load(slow, shown(2))).toBe(11);
	expect(slow.error).toMatchObject({
		message: `Akkio is still parsing the first rows of dataset '${slow.id}'`,
		description: expect.stringMatching(/Run this again in a minute/),
	});
});

test('a dataset without rows and columns is empty, and asked for once', async () => {
	const group = newGroup();
	expect(await load(group, shown(0))).toBe(1);
	expect(columnsOf(group)).toEqual([]);
	expect(group.rowsBefore).toBe(0);
});

test('columns are remembered for single rows, for five minutes, until a response casts doubt on them', async () => {
	const group = newGroup([1]);
	expect(await load(group, shown(1, 'n'))).toBe(1);
	expect(await load(group, shown(1, 'n'))).toBe(0);
	forgetSchema(group);
	expect(await load(group, shown(1, 'n'))).toBe(1);
	time.now += 300_000;
	expect(await load(group, shown(1, 'n', 'more'))).toBe(1);
	expect(columnsOf(group)).toEqual(['n', 'more']);
});

test.each<[string, Answer[], string[] | undefined, number]>([
	['shows all of them', [shown(0), shown(2, 'n')], undefined, 2],
	['shows others', [shown(2, 'm')], ['n'], 1],
	['shows none', [shown(0)], ['n'], 11],
	['cannot be asked', [WRONG_KEY], ['n'], 1],
])(
	'after a first append, what is missing where Akkio %s is part of the results',
	async (_what, answers, missing, count) => {
		const group = newGroup();
		const [appended, failed] = group.rows;
		appended!.result = { outcome: 'appended', request: 1 };
		failed!.result = { outcome: 'unknown', request: 2 };
		const { context, asked } = responding(...answers);
		await verifyColumns(context, group);
		expect(appended!.result.missingColumns).toEqual(missing);
		expect(failed!.result).not.toHaveProperty('missingColumns');
		expect(asked).toHaveLength(count);
	},
);

test('rows are counted again, unless the execution was stopped', async () => {
	const group = newGroup();
	const { context } = fakeContext(() => shown(7, 'n'));
	await countRowsAfter(context, group);
	expect(group.rowsAfter).toBe(7);
	const signal = AbortSignal.abort();
	const stopped = fakeContext(() => shown(9, 'n'), { getExecutionCancelSignal: () => signal });
	await countRowsAfter(stopped.context, group);
	expect(stopped.asked).toEqual([]);
	expect(group.rowsAfter).toBe(7);
});
