import { sleep } from 'n8n-workflow';

import type { DatasetRows } from '../../../nodes/Akkio/resources/dataset/appendRows/datasetRows';
import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { sendGroups } from '../../../nodes/Akkio/resources/dataset/appendRows/send';
import type { PreparedRow } from '../../../nodes/Akkio/rows/preparedRow';
import { clock } from '../../../nodes/Akkio/shared/clock';
import * as fakes from './fakes';
import { connect, count, fakeContext, groupOf, OPTIONS, type Answer, type Asked } from './fakes';

const { INVALID, NO_DATASET, NOT_SENT, OK, RATE_LIMIT, REJECTED, TOO_LARGE, UNKNOWN, WRONG_KEY } =
	fakes;

fakes.useInstantClock();

interface Run {
	/** To each request in turn, then OK; or by a look at it. */
	answers?: Answer[] | ((asked: Asked) => Answer | undefined);
	options?: Partial<AppendOptions>;
	/** The user chose to continue on errors. */
	goesOn?: boolean;
}

/** The rows of each dataset, by its values. */
const groupsOf = (lists: Record<string, unknown[]>) =>
	Object.entries(lists).map(([id, values]) => groupOf(id, values));

async function send(groups: DatasetRows[], { answers = [], options, goesOn = false }: Run = {}) {
	const respond = (asked: Asked, index: number) =>
		(typeof answers === 'function' ? answers(asked) : answers[index]) ?? OK;
	const { context, asked } = fakeContext(respond, { continueOnFail: () => goesOn });
	await sendGroups(context, connect(context, ...groups), { ...OPTIONS, ...options });
	return {
		asked,
		/** "A: 1 2 | B: 1". */
		requests: asked.map(({ id, values }) => `${id}: ${values?.join(' ') ?? '?'}`).join(' | '),
		/** "2 appended by 1, 1 unknown by 2 | 1 notAppended". */
		results: groups.map(({ rows }) => inWords(rows)).join(' | '),
		/** Why. */
		errors: groups
			.map(({ rows }) => rows.map(({ result }) => result?.error?.name ?? '-').join(' '))
			.join(' | '),
	};
}

function inWords(rows: readonly PreparedRow[]): string {
	const all = rows.map(({ result }) =>
		result?.request ? `${result.outcome} by ${result.request}` : String(result?.outcome),
	);
	const starts = all.flatMap((words, at) => (words === all[at - 1] ? [] : [at]));
	return starts
		.map((from, index) => `${(starts[index + 1] ?? all.length) - from} ${all[from]!}`)
		.join(', ');
}

const TWO = { A: count(5), B: count(2) };
const PAIRS = { batchSize: 2 };
const FOURS = { batchSize: 4 };
const LARGE = 'x'.repeat(100);
const bad =
	(...values: unknown[]) =>
	(asked: Asked) =>
		asked.id === 'A' && asked.values!.some((one) => values.includes(one)) ? INVALID : undefined;

type Expected = Partial<Record<'requests' | 'results' | 'errors', string>>;
const FAILURES: Array<[string, Answer, string]> = [
	['connectionClosed', UNKNOWN, 'unknown'],
	['rejected', REJECTED, 'rejected'],
	['rateLimit', RATE_LIMIT, 'notAppended'],
	['invalidData', INVALID, 'notAppended'],
	['unknownId', NO_DATASET, 'notAppended'],
	['wrongKey', WRONG_KEY, 'notAppended'],
];
/** Unless a run says so, it ends the same way in stop mode and continuing. */
// prettier-ignore
const RUNS: Array<[string, Run & { groups: Record<string, unknown[]> }, Expected]> = [
	['every row is sent once, in order, and has the number of its request', { groups: TWO, options: PAIRS },
		{ requests: 'A: 1 2 | A: 3 4 | A: 5 | B: 1 2', results: '2 appended by 1, 2 appended by 2, 1 appended by 3 | 2 appended by 4', errors: '- - - - - | - -' }],
	// A row is 7 bytes: 65, then at most 33, then at most 17.
	['a batch that is too large is halved until it fits', { groups: { A: count(8) }, answers: ({ bytes }) => (bytes > 20 ? TOO_LARGE : undefined) },
		{ requests: 'A: 1 2 3 4 5 6 7 8 | A: 1 2 3 4 | A: 1 2 | A: 3 4 | A: 5 6 | A: 7 8', results: '2 appended by 3, 2 appended by 4, 2 appended by 5, 2 appended by 6' }],
	['later ones are smaller, for the next dataset, too', { groups: TWO, options: FOURS, answers: [TOO_LARGE] }, { requests: 'A: 1 2 3 4 | A: 1 2 | A: 3 4 | A: 5 | B: 1 2' }],
	['but not for the next run', { groups: TWO, options: FOURS }, { requests: 'A: 1 2 3 4 | A: 5 | B: 1 2' }],
	['it is halved by its bytes, not by its rows', { groups: { A: [LARGE, 1, 1, 1, 1] }, answers: [TOO_LARGE] }, { requests: `A: ${LARGE} 1 1 1 1 | A: ${LARGE} | A: 1 1 1 1` }],
	['a single row that is too large fails', { groups: { A: count(2) }, answers: [TOO_LARGE], options: { batchSize: 1 }, goesOn: true }, { requests: 'A: 1 | A: 2', results: '1 notAppended by 1, 1 appended by 2' }],
	['a single row that is too large ends a run in stop mode', { groups: { A: count(2) }, answers: [TOO_LARGE], options: { batchSize: 1 }, goesOn: false }, { requests: 'A: 1', results: '1 notAppended by 1, 1 notAppended' }],
	['a row that Akkio rejects is searched by halves', { groups: { A: count(8) }, answers: bad(6), goesOn: true },
		{ requests: 'A: 1 2 3 4 5 6 7 8 | A: 1 2 3 4 | A: 5 6 7 8 | A: 5 6 | A: 5 | A: 6 | A: 7 8', results: '4 appended by 2, 1 appended by 5, 1 notAppended by 6, 2 appended by 7', errors: '- - - - - invalidData - -' }],
	['that makes later batches no smaller', { groups: { A: count(8) }, answers: bad(1), options: FOURS, goesOn: true }, { requests: 'A: 1 2 3 4 | A: 1 2 | A: 1 | A: 2 | A: 3 4 | A: 5 6 7 8' }],
	['it is not searched in stop mode', { groups: { A: count(8) }, answers: bad(1), options: FOURS, goesOn: false }, { requests: 'A: 1 2 3 4', results: '4 notAppended by 1, 4 notAppended' }],
	['a rejected batch may become too large on the way', { groups: { A: count(4) }, answers: [INVALID, TOO_LARGE, OK, INVALID], goesOn: true },
		{ requests: 'A: 1 2 3 4 | A: 1 2 | A: 1 | A: 2 | A: 3 | A: 4', results: '1 appended by 3, 1 notAppended by 4, 1 appended by 5, 1 appended by 6' }],
	['it is searched no further after a failure fatal for the dataset', { groups: { A: count(4), B: count(2) }, answers: [INVALID, NO_DATASET], goesOn: true },
		{ requests: 'A: 1 2 3 4 | A: 1 2 | B: 1 2', results: '2 notAppended by 2, 2 notAppended | 2 appended by 3' }],
	['it is searched no further after a failure fatal for the run', { groups: { A: count(4), B: count(2) }, answers: [INVALID, WRONG_KEY], goesOn: true },
		{ requests: 'A: 1 2 3 4 | A: 1 2', results: '2 notAppended by 2, 2 notAppended | 2 notAppended' }],
	['its last request may tell what is wrong with all that follow', { groups: { A: count(16) }, answers: [...Array<Answer>(20).fill(INVALID), WRONG_KEY], goesOn: true },
		{ errors: `${'invalidData '.repeat(9)}${Array(7).fill('wrongKey').join(' ')}` }],
	...FAILURES.map(([name, one, outcome]): (typeof RUNS)[number] => [
		`in stop mode the first failure is the last request: ${name}`, { groups: TWO, answers: [OK, one], options: PAIRS, goesOn: false },
		{ requests: 'A: 1 2 | A: 3 4', results: `2 appended by 1, 2 ${outcome} by 2, 1 notAppended | 2 notAppended`, errors: `- - ${name} ${name} ${name} | ${name} ${name}` },
	]),
	...FAILURES.slice(0, 3).map(([name, one, outcome]): (typeof RUNS)[number] => [
		`continuing, a failure costs its own batch only: ${name}`, { groups: TWO, answers: [OK, one], options: PAIRS, goesOn: true },
		{ requests: 'A: 1 2 | A: 3 4 | A: 5 | B: 1 2', results: `2 appended by 1, 2 ${outcome} by 2, 1 appended by 3 | 2 appended by 4`, errors: `- - ${name} ${name} - | - -` },
	]),
	['continuing, what is fatal for a dataset leaves the others alone', { groups: TWO, answers: [OK, NO_DATASET], options: PAIRS, goesOn: true },
		{ requests: 'A: 1 2 | A: 3 4 | B: 1 2', results: '2 appended by 1, 2 notAppended by 2, 1 notAppended | 2 appended by 3', errors: '- - unknownId unknownId unknownId | - -' }],
	['what is fatal for the run ends it for every dataset, and is the reason from then on', { groups: { A: count(3), B: count(3), C: [1] }, answers: [NO_DATASET, WRONG_KEY], options: PAIRS, goesOn: true },
		{ requests: 'A: 1 2 | B: 1 2', errors: 'unknownId unknownId unknownId | wrongKey wrongKey wrongKey | wrongKey' }],
	['what was stopped before it was sent has no request, and nothing follows', { groups: TWO, answers: [OK, NOT_SENT], options: PAIRS },
		{ requests: 'A: 1 2 | A: 3 4', results: '2 appended by 1, 3 notAppended | 2 notAppended', errors: '- - stoppedBefore stoppedBefore stoppedBefore | stoppedBefore stoppedBefore' }],
	['rows of unknown outcome are not sent again', { groups: { A: [1] }, answers: [UNKNOWN] }, { requests: 'A: 1', results: '1 unknown by 1' }],
	['what Akkio certainly did not process is sent again', { groups: { A: [1] }, answers: [fakes.BUSY] }, { requests: 'A: 1 | A: 1', results: '1 appended by 1' }],
	['unless the user chose so', { groups: { A: [1] }, answers: [UNKNOWN], options: { onUnknownOutcome: 'retry' } }, { requests: 'A: 1 | A: 1', results: '1 appended by 1' }],
];
test.each(RUNS)('%s', async (_rule, run, expected) => {
	for (const goesOn of run.goesOn === undefined ? [false, true] : [run.goesOn]) {
		expect({ goesOn, ...(await send(groupsOf(run.groups), { ...run, goesOn })) }).toMatchObject({
			goesOn,
			...expected,
		});
	}
});

// A row is 8 bytes around its text, ten of them 91.
test.each([
	[99_940, [10, 2]],
	[99_941, [9, 3]],
])('a body has at most 1,000,000 bytes: rows of %d go in requests of %j', async (length, sizes) => {
	const { asked } = await send(groupsOf({ A: Array<string>(12).fill('x'.repeat(length)) }));
	expect(asked.map(({ values }) => values!.length)).toEqual(sizes);
});

test('rows that are invalid or settled are not sent, and requests are counted on', async () => {
	const group = groupOf('A', count(6));
	Object.assign(group.rows[1]!, { values: undefined, result: { outcome: 'notAppended' } });
	Object.assign(group.rows[2]!, { wasSent: true, result: { outcome: 'unknown', request: 3 } });
	expect(await send([group, groupOf('B', [])], { options: PAIRS })).toMatchObject({
		requests: 'A: 1 4 | A: 5 6',
		results: '1 appended by 4, 1 notAppended, 1 unknown by 3, 1 appended by 4, 2 appended by 5 | ',
	});
});

test.each([[[1]], [[7]], [[1, 7]], [[3, 4]], [[2, 3, 5]], [[1, 2, 3, 4, 5, 6, 7]]])(
	'the search for rejected rows costs exactly these, here %j of seven, and no row goes twice',
	async (values) => {
		const groups = [groupOf('A', count(7)), groupOf('B', count(2))];
		const { asked } = await send(groups, { answers: bad(...values), goesOn: true });
		const isGood = (n: unknown) => !values.includes(n as number);
		const outcomes = groups[0]!.rows.map(({ result }) => result!.outcome === 'appended');
		expect(outcomes).toEqual(count(7).map(isGood));
		const taken = asked.filter((one) => one.id === 'A' && !bad(...values)(one));
		expect(taken.flatMap((one) => one.values)).toEqual(count(7).filter(isGood));
		expect(asked.at(-1)).toMatchObject({ id: 'B', values: [1, 2] });
	},
);

test('it costs at most 20 requests more in a run; the rest keeps the request that was rejected', async () => {
	const groups = groupsOf({ A: count(200), B: count(3) });
	const run = { answers: bad(...count(200)), options: { batchSize: 100 }, goesOn: true };
	const { asked, results, errors } = await send(groups, run);
	// Both batches, what may be spent on halves of the first, and the other dataset.
	expect(asked).toHaveLength(2 + 20 + 1);
	expect(results).toMatch(/^1 notAppended by \d+, .*, 100 notAppended by 22 \| 3 appended by 23$/);
	expect(results).not.toMatch(/notAppended[,|]/);
	expect(errors).toMatch(/^(invalidData )+\| - - -$/);
});

test('a search that ends within a part leaves appended what was appended', async () => {
	// Nine batches whose halves are taken, and one whose first half is too large.
	const answers = [...Array(9).fill([INVALID, OK, OK]).flat(), INVALID, TOO_LARGE, OK];
	const run = { answers, options: FOURS, goesOn: true };
	const { asked, results } = await send(groupsOf({ A: count(40) }), run);
	expect(asked).toHaveLength(9 * 3 + 3);
	expect(results).toMatch(/, 1 appended by 30, 3 notAppended by 28$/);
});

test.each([
	[true, 'B: 1 2', '2 appended by 1'],
	[false, '', '2 notAppended'],
])(
	'a dataset that could not be read gets nothing (continue: %p)',
	async (goesOn, requests, ofB) => {
		const groups = [groupOf('A', count(5)), groupOf('B', count(2))];
		const error = { name: 'stillParsing', outcome: 'notAppended', message: 'M', description: '' };
		Object.assign(groups[0]!, { error });
		const { errors, ...sent } = await send(groups, { goesOn });
		expect(sent).toMatchObject({ requests, results: `5 notAppended | ${ofB}` });
		expect(errors).toMatch(/^(stillParsing ){5}\|/);
	},
);

// prettier-ignore
test.each<[string, Answer[], string, string]>([
	['appended', [OK], '2 appended by 3', '- -'],
	...([['rejected', [REJECTED]], ['not appended', [RATE_LIMIT]], ['invalid', [INVALID, INVALID, INVALID]], ['stopped', [NOT_SENT]], ['fatal', [WRONG_KEY]]] as Array<[string, Answer[]]>)
		.map(([how, answers]): [string, Answer[], string, string] => [how, answers, '2 unknown by 2', 'timeout timeout']),
])('rows that an earlier try may have sent, and a later one has %s: %j', async (_how, answers, results, errors) => {
	const group = groupOf('A', [1, 2]);
	const error = { name: 'timeout', message: 'M', description: '' };
	for (const row of group.rows) row.result = { outcome: 'unknown', request: 2, error };
	expect(await send([group], { answers, goesOn: true })).toMatchObject({ results, errors });
});

describe('a first append', () => {
	/** IDs are new for each test: what was sent stays known in the process. */
	let ids = 0;
	const empty = (values: unknown[], id = `empty${ids++}`) => {
		const group = groupOf(id, values);
		Object.assign(group, { schema: { columns: [] }, schemaReadAt: clock.now() });
		mapToSchema(group, OPTIONS);
		return group;
	};
	/** What is asked where another run appends 7 to the same dataset. */
	const askAfter = async ({ id }: DatasetRows) =>
		(await send([empty([7], id)])).requests.replaceAll(id!, 'same');

	/** A run whose requests get these answers, and whose next one waits until it is answered. */
	async function hang(groups: DatasetRows[], ...answers: Answer[]) {
		const at = answers.length;
		let finish: (answer: Answer) => void = () => {};
		const hanging = new Promise<Answer>((resolve) => (finish = resolve));
		const respond = (_asked: Asked, index: number) =>
			index === at ? hanging : (answers[index] ?? OK);
		const { context, asked } = fakeContext(respond, { continueOnFail: () => true });
		const done = sendGroups(context, connect(context, ...groups), { ...OPTIONS, batchSize: 1 });
		await sleep(1);
		expect(asked).toHaveLength(at + 1);
		return async (answer: Answer) => (finish(answer), await done);
	}

	test('holds others up until it is acknowledged, not until its run is over', async () => {
		const group = empty(count(3));
		const finish = await hang([group], OK);
		expect(await askAfter(group)).toBe('same: ? | same: 7');
		await finish(OK);
		expect(inWords(group.rows)).toBe('1 appended by 1, 1 appended by 2, 1 appended by 3');
	});

	test('is not looked at any more once the run is over', async () => {
		const group = empty([1]);
		await askAfter(group);
		const run = { answers: [WRONG_KEY], goesOn: true };
		expect((await send([groupOf('A', [1]), group], run)).requests).toBe('A: 1');
	});

	test('holds up nobody who appends to another dataset, be it one of its own run', async () => {
		const [a, b] = [empty([1]), empty([2])];
		const finish = await hang([a, b]);
		expect(await askAfter(b)).toBe('same: 7');
		await finish(OK);
		expect(inWords(b.rows)).toBe('1 appended by 2');
	});

	test('that got no answer is followed by another: others wait for that', async () => {
		const group = empty(count(2));
		const finish = await hang([group], UNKNOWN);
		let isOver = false;
		const waiting = askAfter(group).finally(() => (isOver = true));
		await sleep(5);
		expect(isOver).toBe(false);
		await finish(OK);
		expect(await waiting).toBe('same: ? | same: 7');
	});

	test.each([
		[true, '?, 6', '1 appended by 1, 1 undefined', '1 appended by 2'],
		[false, '?', '1 notAppended, 1 undefined', '1 notAppended'],
	])(
		'of another run makes rows invalid that waited (continue: %p)',
		async (goesOn, requests, results, ofNext) => {
			const group = empty([1]);
			const finish = await hang([group]);
			const other = empty([6, 7], group.id);
			other.rows[1]!.values = { m: 7 };
			mapToSchema(other, OPTIONS);
			const next = groupOf('next', [8]);
			const { context, asked } = fakeContext(() => OK, { continueOnFail: () => goesOn });
			const waiting = sendGroups(context, connect(context, other, next), OPTIONS);
			await finish(OK);
			await waiting;
			const own = asked.filter(({ id }) => id === group.id);
			expect(own.map(({ values }) => String(values ?? '?')).join(', ')).toBe(requests);
			expect([other, next].map(({ rows }) => inWords(rows))).toEqual([results, ofNext]);
			const { error } = other.rows[1]!;
			expect(error!.message).toBe('Row 2 has a field that is not a column: m');
			if (!goesOn) expect(next.rows[0]!.result!.error).toMatchObject(error!);
		},
	);

	test('that never left tells others nothing: they do not look again', async () => {
		const group = empty([1]);
		await send([group], { answers: [NOT_SENT] });
		expect(await askAfter(group)).toBe('same: 7');
	});

	test('is over once a part of it was acknowledged, after a search for a bad row, too', async () => {
		const answers = ({ values }: Asked) => (values?.includes('bad') ? INVALID : undefined);
		const groups = [empty([...count(3), 'bad'])];
		expect((await send(groups, { answers, goesOn: true })).results).toBe(
			'2 appended by 2, 1 appended by 4, 1 notAppended by 5',
		);
	});
});
