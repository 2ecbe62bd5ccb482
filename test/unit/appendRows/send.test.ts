import { sleep } from 'n8n-workflow';

import type { DatasetRows } from '../../../nodes/Akkio/resources/dataset/appendRows/datasetRows';
import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { sendGroups } from '../../../nodes/Akkio/resources/dataset/appendRows/send';
import { batchLimits } from '../../../nodes/Akkio/rows/batches';
import type { PreparedRow } from '../../../nodes/Akkio/rows/preparedRow';
import { clock } from '../../../nodes/Akkio/shared/clock';
import {
	count,
	fakeContext,
	groupOf,
	INVALID,
	NO_DATASET,
	NOT_SENT,
	OK,
	OPTIONS,
	RATE_LIMIT,
	REJECTED,
	TOO_LARGE,
	UNKNOWN,
	WRONG_KEY,
	type Answer,
	type Asked,
} from './fakes';

const real = { ...clock };
let now = 0;
beforeEach(() => {
	clock.now = () => now;
	clock.sleep = async (ms) => await Promise.resolve(void (now += ms));
});
afterAll(() => Object.assign(clock, real));

interface Run {
	/** Or the values of one group, A. */
	groups: DatasetRows[] | unknown[];
	/** To each request in turn, then OK; or by a look at it. */
	answers?: Answer[] | ((asked: Asked) => Answer | undefined);
	options?: Partial<AppendOptions>;
	/** The user chose to continue on errors. */
	goesOn?: boolean;
}

const areGroups = (all: unknown[]): all is DatasetRows[] =>
	all.every((one) => typeof one === 'object');

async function send({ groups: given, answers = [], options = {}, goesOn = false }: Run) {
	const groups = areGroups(given) ? given : [groupOf('A', given)];
	const respond = (asked: Asked, index: number) =>
		(typeof answers === 'function' ? answers(asked) : answers[index]) ?? OK;
	const { context, asked } = fakeContext(respond, { continueOnFail: () => goesOn });
	await sendGroups(context, groups, { ...OPTIONS, ...options });
	return {
		asked,
		/** "A: 1 2 | B: 1". */
		requests: asked.map(({ id, values }) => `${id}: ${values?.join(' ') ?? '?'}`).join(' | '),
		/** "2 appended by 1, 1 unknown by 2 | 1 notAppended". */
		results: groups.map(({ rows }) => inWords(rows)).join(' | '),
		/** Why, for each group. */
		errors: groups.map(({ rows }) =>
			rows.map(({ result }) => result?.error?.name ?? '-').join(' '),
		),
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

const two = () => [groupOf('A', count(5)), groupOf('B', count(2))];
const PAIRS = { batchSize: 2 };

describe('batches', () => {
	test('every row is sent once, in order, and has the number of its request', async () =>
		expect(await send({ groups: two(), options: PAIRS })).toMatchObject({
			requests: 'A: 1 2 | A: 3 4 | A: 5 | B: 1 2',
			results: '2 appended by 1, 2 appended by 2, 1 appended by 3 | 2 appended by 4',
			errors: ['- - - - -', '- -'],
		}));

	test('a body has at most 1,000,000 bytes', async () => {
		expect(batchLimits({ ...OPTIONS, batchSize: 7 })).toEqual({ rows: 7, bytes: 999_500 });
		// A row is 8 bytes around its text, ten of them 91.
		for (const [length, sizes] of [
			[99_940, [10, 2]],
			[99_941, [9, 3]],
		] as const) {
			const { asked } = await send({ groups: Array<string>(12).fill('x'.repeat(length)) });
			expect(asked.map(({ values }) => values!.length)).toEqual(sizes);
		}
	});

	test('rows that are invalid or settled are not sent, and requests are counted on', async () => {
		const group = groupOf('A', count(6));
		Object.assign(group.rows[1]!, { values: undefined, result: { outcome: 'notAppended' } });
		Object.assign(group.rows[2]!, { isSettled: true, result: { outcome: 'unknown', request: 3 } });
		expect(await send({ groups: [group, groupOf('B', [])], options: PAIRS })).toMatchObject({
			requests: 'A: 1 4 | A: 5 6',
			results:
				'1 appended by 4, 1 notAppended, 1 unknown by 3, 1 appended by 4, 2 appended by 5 | ',
		});
	});
});

describe('a batch that is too large', () => {
	test.each([false, true])('is halved until it fits (continue: %p)', async (goesOn) => {
		// A row is 7 bytes: 65, then at most 33, then at most 17.
		const answers = ({ bytes }: Asked) => (bytes > 20 ? TOO_LARGE : undefined);
		expect(await send({ groups: count(8), answers, goesOn })).toMatchObject({
			requests: 'A: 1 2 3 4 5 6 7 8 | A: 1 2 3 4 | A: 1 2 | A: 3 4 | A: 5 6 | A: 7 8',
			results: '2 appended by 3, 2 appended by 4, 2 appended by 5, 2 appended by 6',
		});
	});

	test('makes later ones smaller, for the next dataset, too, but not for the next run', async () => {
		const run = { groups: two(), options: { batchSize: 4 } };
		const { requests } = await send({ ...run, answers: [TOO_LARGE] });
		expect(requests).toBe('A: 1 2 3 4 | A: 1 2 | A: 3 4 | A: 5 | B: 1 2');
		expect((await send({ ...run, groups: two() })).requests).toBe('A: 1 2 3 4 | A: 5 | B: 1 2');
	});

	test('is halved by its bytes, not by its rows', async () => {
		const large = 'x'.repeat(100);
		const { requests } = await send({ groups: [large, 1, 1, 1, 1], answers: [TOO_LARGE] });
		expect(requests).toBe(`A: ${large} 1 1 1 1 | A: ${large} | A: 1 1 1 1`);
	});

	test.each([
		[true, 'A: 1 | A: 2', '1 notAppended by 1, 1 appended by 2'],
		[false, 'A: 1', '1 notAppended by 1, 1 notAppended'],
	])('with one row fails (continue: %p)', async (goesOn, requests, results) => {
		const run = { groups: count(2), answers: [TOO_LARGE], options: { batchSize: 1 } };
		expect(await send({ ...run, goesOn })).toMatchObject({ requests, results });
	});
});

describe('a batch with a row that Akkio rejects', () => {
	const bad =
		(...values: unknown[]) =>
		(asked: Asked) =>
			asked.id === 'A' && asked.values!.some((one) => values.includes(one)) ? INVALID : undefined;

	test('is searched by halves, continuing', async () =>
		expect(await send({ groups: count(8), answers: bad(6), goesOn: true })).toMatchObject({
			requests: 'A: 1 2 3 4 5 6 7 8 | A: 1 2 3 4 | A: 5 6 7 8 | A: 5 6 | A: 5 | A: 6 | A: 7 8',
			results: '4 appended by 2, 1 appended by 5, 1 notAppended by 6, 2 appended by 7',
			errors: ['- - - - - invalidData - -'],
		}));

	test.each([[[1]], [[7]], [[1, 7]], [[3, 4]], [[2, 3, 5]], [[1, 2, 3, 4, 5, 6, 7]]])(
		'costs exactly the bad rows, here %j of seven, and no row goes twice',
		async (values) => {
			const groups = [groupOf('A', count(7)), groupOf('B', count(2))];
			const { asked } = await send({ groups, answers: bad(...values), goesOn: true });
			const isGood = (n: unknown) => !values.includes(n as number);
			const outcomes = groups[0]!.rows.map(({ result }) => result!.outcome === 'appended');
			expect(outcomes).toEqual(count(7).map(isGood));
			const taken = asked.filter((one) => one.id === 'A' && !bad(...values)(one));
			expect(taken.flatMap((one) => one.values)).toEqual(count(7).filter(isGood));
			expect(asked.at(-1)).toMatchObject({ id: 'B', values: [1, 2] });
		},
	);

	test('costs at most 20 requests more in a run; the rest keeps the request that was rejected', async () => {
		const groups = [groupOf('A', count(200)), groupOf('B', count(3))];
		const answers = bad(...count(200));
		const run = { groups, answers, options: { batchSize: 100 }, goesOn: true };
		const { asked, results, errors } = await send(run);
		// Both batches, what may be spent on halves of the first, and the other dataset.
		expect(asked).toHaveLength(2 + 20 + 1);
		expect(results).toMatch(
			/^1 notAppended by \d+, .*, 100 notAppended by 22 \| 3 appended by 23$/,
		);
		expect(results).not.toMatch(/notAppended[,|]/);
		expect(new Set(errors[0]!.split(' '))).toEqual(new Set(['invalidData']));
	});

	test('that ends within a part leaves appended what was appended', async () => {
		// Nine batches whose halves are taken, and one whose first half is too large.
		const answers = [...Array(9).fill([INVALID, OK, OK]).flat(), INVALID, TOO_LARGE, OK];
		const options = { batchSize: 4 };
		const { asked, results } = await send({ groups: count(40), answers, options, goesOn: true });
		expect(asked).toHaveLength(9 * 3 + 3);
		expect(results).toMatch(/, 1 appended by 30, 3 notAppended by 28$/);
	});

	test('makes later batches no smaller, and is not searched in stop mode', async () => {
		const run = { groups: count(8), answers: bad(1), options: { batchSize: 4 } };
		const { requests } = await send({ ...run, goesOn: true });
		expect(requests).toBe('A: 1 2 3 4 | A: 1 2 | A: 1 | A: 2 | A: 3 4 | A: 5 6 7 8');
		expect(await send(run)).toMatchObject({
			requests: 'A: 1 2 3 4',
			results: '4 notAppended by 1, 4 notAppended',
		});
	});

	test('may become too large on the way', async () => {
		const answers = [INVALID, TOO_LARGE, OK, INVALID];
		expect(await send({ groups: count(4), answers, goesOn: true })).toMatchObject({
			requests: 'A: 1 2 3 4 | A: 1 2 | A: 1 | A: 2 | A: 3 | A: 4',
			results: '1 appended by 3, 1 notAppended by 4, 1 appended by 5, 1 appended by 6',
		});
	});

	test.each([
		['dataset', NO_DATASET, ' | B: 1 2', '2 appended by 3'],
		['run', WRONG_KEY, '', '2 notAppended'],
	])('is searched no further after a failure fatal for the %s', async (_whom, fatal, more, ofB) => {
		const groups = [groupOf('A', count(4)), groupOf('B', count(2))];
		expect(await send({ groups, answers: [INVALID, fatal], goesOn: true })).toMatchObject({
			requests: `A: 1 2 3 4 | A: 1 2${more}`,
			results: `2 notAppended by 2, 2 notAppended | ${ofB}`,
		});
	});
});

const FAILURES: Array<[string, Answer, string]> = [
	['connectionClosed', UNKNOWN, 'unknown'],
	['rejected', REJECTED, 'rejected'],
	['rateLimit', RATE_LIMIT, 'notAppended'],
];

test.each([
	...FAILURES,
	['invalidData', INVALID, 'notAppended'],
	['unknownId', NO_DATASET, 'notAppended'],
	['wrongKey', WRONG_KEY, 'notAppended'],
] as typeof FAILURES)(
	'in stop mode the first failure is the last request: %s',
	async (name, one, outcome) => {
		expect(await send({ groups: two(), answers: [OK, one], options: PAIRS })).toMatchObject({
			requests: 'A: 1 2 | A: 3 4',
			results: `2 appended by 1, 2 ${outcome} by 2, 1 notAppended | 2 notAppended`,
			errors: [`- - ${name} ${name} ${name}`, `${name} ${name}`],
		});
	},
);

describe('continuing', () => {
	const run = { options: PAIRS, goesOn: true };

	test.each(FAILURES)('a failure costs its own batch only: %s', async (name, one, outcome) =>
		expect(await send({ ...run, groups: two(), answers: [OK, one] })).toMatchObject({
			requests: 'A: 1 2 | A: 3 4 | A: 5 | B: 1 2',
			results: `2 appended by 1, 2 ${outcome} by 2, 1 appended by 3 | 2 appended by 4`,
			errors: [`- - ${name} ${name} -`, '- -'],
		}),
	);

	test('what is fatal for a dataset leaves the others alone', async () =>
		expect(await send({ ...run, groups: two(), answers: [OK, NO_DATASET] })).toMatchObject({
			requests: 'A: 1 2 | A: 3 4 | B: 1 2',
			results: '2 appended by 1, 2 notAppended by 2, 1 notAppended | 2 appended by 3',
			errors: ['- - unknownId unknownId unknownId', '- -'],
		}));

	test('what is fatal for the run ends it for every dataset, and is the reason from then on', async () => {
		const groups = [groupOf('A', count(3)), groupOf('B', count(3)), groupOf('C', count(1))];
		const { requests, errors } = await send({ ...run, groups, answers: [NO_DATASET, WRONG_KEY] });
		expect(requests).toBe('A: 1 2 | B: 1 2');
		expect(errors).toEqual([
			'unknownId unknownId unknownId',
			'wrongKey wrongKey wrongKey',
			'wrongKey',
		]);
	});
});

test.each([
	[true, 'B: 1 2', '2 appended by 1'],
	[false, '', '2 notAppended'],
])(
	'a dataset that could not be read gets nothing (continue: %p)',
	async (goesOn, requests, ofB) => {
		const groups = two();
		const error = { name: 'stillParsing', outcome: 'notAppended', message: 'M', description: '' };
		Object.assign(groups[0]!, { error });
		const { errors, ...sent } = await send({ groups, goesOn });
		expect(sent).toMatchObject({ requests, results: `5 notAppended | ${ofB}` });
		expect(errors[0]).toBe(Array(5).fill('stillParsing').join(' '));
	},
);

test.each([false, true])(
	'what was stopped before it was sent has no request, and nothing follows (continue: %p)',
	async (goesOn) =>
		expect(
			await send({ groups: two(), answers: [OK, NOT_SENT], options: PAIRS, goesOn }),
		).toMatchObject({
			requests: 'A: 1 2 | A: 3 4',
			results: '2 appended by 1, 3 notAppended | 2 notAppended',
			errors: ['- - stoppedBefore stoppedBefore stoppedBefore', 'stoppedBefore stoppedBefore'],
		}),
);

describe('rows of unknown outcome', () => {
	/** Rows of which an earlier try knew nothing, and which are to be sent again. */
	function doubtful(): DatasetRows {
		const group = groupOf('A', [1, 2]);
		const error = { name: 'timeout', message: 'M', description: '' };
		for (const row of group.rows) row.result = { outcome: 'unknown', request: 2, error };
		return group;
	}

	test('are sent again at once only where the user chose so', async () => {
		const once = await send({ groups: [1], answers: [UNKNOWN] });
		expect(once).toMatchObject({ requests: 'A: 1', results: '1 unknown by 1' });
		const options = { onUnknownOutcome: 'retry' } as const;
		const again = await send({ groups: [1], answers: [UNKNOWN], options });
		expect(again).toMatchObject({ requests: 'A: 1 | A: 1', results: '1 appended by 1' });
	});

	test.each<[string, Answer[], string]>([
		['appended', [OK], '2 appended by 3'],
		['rejected', [REJECTED], '2 unknown by 2'],
		['not appended', [RATE_LIMIT], '2 unknown by 2'],
		['invalid', [INVALID, INVALID, INVALID], '2 unknown by 2'],
		['stopped', [NOT_SENT], '2 unknown by 2'],
		['fatal', [WRONG_KEY], '2 unknown by 2'],
	])('if a later try is %s: the earlier one may have arrived', async (_how, answers, results) => {
		const sent = await send({ groups: [doubtful()], answers, goesOn: true });
		expect(sent.results).toBe(results);
		expect(sent.errors).toEqual([answers[0] === OK ? '- -' : 'timeout timeout']);
	});
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

	/** A run of which one request waits until it is answered. */
	function hang(groups: DatasetRows[], at: number, more: object = {}) {
		let finish: (answer: Answer) => void = () => {};
		const hanging = new Promise<Answer>((resolve) => (finish = resolve));
		const { context, asked } = fakeContext((_asked, index) => (index === at ? hanging : OK), more);
		const done = sendGroups(context, groups, { ...OPTIONS, batchSize: 1 });
		return { asked, finish: async (answer: Answer) => (finish(answer), await done) };
	}
	const settled = async () => await sleep(1);

	test('holds others up until it is acknowledged, not until its run is over', async () => {
		const group = empty(count(3));
		const { finish, asked } = hang([group], 1);
		await settled();
		expect(asked).toHaveLength(2);
		const { requests } = await send({ groups: [empty([7], group.id)] });
		expect(requests).toBe(`${group.id}: ? | ${group.id}: 7`);
		await finish(OK);
		expect(inWords(group.rows)).toBe('1 appended by 1, 1 appended by 2, 1 appended by 3');
	});

	test('holds up nobody who appends to another dataset, be it one of its own run', async () => {
		const [a, b] = [empty([1]), empty([2])];
		const { finish } = hang([a, b], 0);
		await settled();
		const other = await send({ groups: [empty([7], b.id)] });
		expect(other.requests).toBe(`${b.id}: 7`);
		await finish(OK);
		expect(inWords(b.rows)).toBe('1 appended by 2');
	});

	test('that got no answer is followed by another: others wait for that', async () => {
		const group = empty(count(2));
		const { finish, asked } = hang([group], 1, { continueOnFail: () => true });
		await settled();
		const waiting = send({ groups: [empty([7], group.id)] });
		await settled();
		expect(asked).toHaveLength(2);
		await finish(OK);
		expect((await waiting).requests).toBe(`${group.id}: ? | ${group.id}: 7`);
	});

	test.each([
		[true, '?, 7', '1 undefined, 1 appended by 1', '1 appended by 2'],
		[false, '?', '1 undefined, 1 notAppended', '1 notAppended'],
	])(
		'of another run makes rows invalid that waited (continue: %p)',
		async (goesOn, requests, results, ofNext) => {
			const group = empty([1]);
			const { finish } = hang([group], 0);
			const other = empty([6, 7], group.id);
			other.rows[0]!.values = { m: 6 };
			mapToSchema(other, OPTIONS);
			const next = groupOf('next', [8]);
			const { context, asked } = fakeContext(() => OK, { continueOnFail: () => goesOn });
			const waiting = sendGroups(context, [other, next], OPTIONS);
			await finish(OK);
			await waiting;
			const own = asked.filter(({ id }) => id === group.id);
			expect(own.map(({ values }) => String(values ?? '?')).join(', ')).toBe(requests);
			expect(inWords(other.rows)).toBe(results);
			expect(inWords(next.rows)).toBe(ofNext);
			const { error } = other.rows[0]!;
			expect(error!.message).toBe('Row 1 has a field that is not a column: m');
			if (!goesOn) expect(next.rows[0]!.result!.error).toMatchObject(error!);
		},
	);

	test('that never left tells others nothing: they do not look again', async () => {
		const group = empty([1]);
		await send({ groups: [group], answers: [NOT_SENT] });
		const { requests } = await send({ groups: [empty([7], group.id)] });
		expect(requests).toBe(`${group.id}: 7`);
	});

	test('is over once a part of it was acknowledged, after a search for a bad row, too', async () => {
		const answers = ({ values }: Asked) => (values?.includes('bad') ? INVALID : undefined);
		const groups = [empty([...count(3), 'bad'])];
		expect((await send({ groups, answers, goesOn: true })).results).toBe(
			'2 appended by 2, 1 appended by 4, 1 notAppended by 5',
		);
	});
});
