import * as schema from '../../../nodes/Akkio/resources/dataset/appendRows/schema';
import { fakeContext, groupOf, useInstantClock, WRONG_KEY, type Answer } from './fakes';

const time = useInstantClock();

const shown = (rows: number, ...names: string[]): Answer => ({
	statusCode: 200,
	body: { status: 'success', name: 'Leads', rows, fields: names.map((name) => ({ name })) },
});
/** IDs are new for each test, since columns stay known in the process. */
let ids = 0;
const newGroup = (values: unknown[] = [1, 2]) => groupOf(`dataset${ids++}`, values);
/** Answers in turn, the last one for all that follow. */
const responding = (...answers: Answer[]) =>
	fakeContext((_asked, index) => answers[Math.min(index, answers.length - 1)]!);

/** Loads the schema of a group where Akkio answers so; how often it is asked, and the columns. */
async function load(group: ReturnType<typeof newGroup>, ...answers: Answer[]) {
	const { context, asked } = responding(...answers);
	await schema.loadSchemas(context, [group]);
	return [asked.length, group.schema?.columns.map(({ name }) => name)];
}

test('rows without columns are still being parsed: it looks again for ten seconds, then says so', async () => {
	const start = time.now;
	expect(await load(newGroup(), shown(2), shown(2), shown(2, 'n'))).toEqual([3, ['n']]);
	expect(time.now - start).toBe(2_000);
	const slow = newGroup();
	expect(await load(slow, shown(2))).toEqual([11, undefined]);
	expect(slow.error).toMatchObject({
		message: `Akkio is still parsing the first rows of dataset '${slow.id}'`,
		description: expect.stringMatching(/Run this again in a minute/),
	});
});

test('a dataset without rows and columns is empty, and asked for once', async () => {
	const group = newGroup();
	expect(await load(group, shown(0))).toEqual([1, []]);
	expect(group.rowsBefore).toBe(0);
});

test('columns are remembered for single rows, for five minutes, until a response casts doubt on them', async () => {
	const group = newGroup([1]);
	expect(await load(group, shown(1, 'n'))).toEqual([1, ['n']]);
	expect(await load(group, shown(1, 'other'))).toEqual([0, ['n']]);
	schema.forgetSchema(group);
	expect(await load(group, shown(1, 'n'))).toEqual([1, ['n']]);
	time.now += 300_000;
	expect(await load(group, shown(1, 'n', 'more'))).toEqual([1, ['n', 'more']]);
});

test.each<[string, Answer[], string[] | undefined, number]>([
	['shows all of them', [shown(0), shown(2, 'n')], undefined, 2],
	['shows others', [shown(2, 'm')], ['n'], 1],
	['shows none', [shown(0)], ['n'], 11],
	['cannot be asked', [WRONG_KEY], ['n'], 1],
])(
	'what is missing after a first append, where Akkio %s',
	async (_how, answers, missing, count) => {
		const group = newGroup();
		const [appended, failed] = group.rows;
		appended!.result = { outcome: 'appended', request: 1 };
		failed!.result = { outcome: 'unknown', request: 2 };
		const { context, asked } = responding(...answers);
		await schema.verifyColumns(context, group);
		expect(appended!.result.missingColumns).toEqual(missing);
		expect(failed!.result).not.toHaveProperty('missingColumns');
		expect(asked).toHaveLength(count);
	},
);

test('rows are counted again, unless the execution was stopped', async () => {
	const group = newGroup();
	await schema.countRowsAfter(responding(shown(7, 'n')).context, group);
	const getExecutionCancelSignal = () => AbortSignal.abort();
	const stopped = fakeContext(() => shown(9, 'n'), { getExecutionCancelSignal });
	await schema.countRowsAfter(stopped.context, group);
	expect([stopped.asked, group.rowsAfter]).toEqual([[], 7]);
});
