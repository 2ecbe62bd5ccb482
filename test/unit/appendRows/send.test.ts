import type { DatasetRows } from '../../../nodes/Akkio/resources/dataset/appendRows/datasetRows';
import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { batchLimits, sendGroups } from '../../../nodes/Akkio/resources/dataset/appendRows/send';
import type { RowResult } from '../../../nodes/Akkio/rows/preparedRow';
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
	groups: DatasetRows[];
	/** To each request in turn, then OK; or by a look at it. */
	answers?: Answer[] | ((asked: Asked) => Answer | undefined);
	options?: Partial<AppendOptions>;
	/** The user chose to continue on errors. */
	goesOn?: boolean;
	signal?: AbortSignal;
}

/** What was asked as "dataset: values", what became of the rows as "outcome request". */
async function send({ groups, answers = [], options = {}, goesOn = false, signal }: Run) {
	const respond = (asked: Asked, index: number) =>
		(typeof answers === 'function' ? answers(asked) : answers[index]) ?? OK;
	const { context, asked } = fakeContext(respond, {
		continueOnFail: () => goesOn,
		getExecutionCancelSignal: () => signal,
	});
	await sendGroups(context, groups, { ...OPTIONS, ...options });
	const results = groups.map(({ rows }) => rows.map(({ result }) => result!));
	return {
		requests: asked.map(({ id, values }) => `${id}: ${values?.join(' ') ?? '?'}`),
		asked,
		results: results.map((ofGroup) => ofGroup.map(inWords)),
		errors: results.map((ofGroup) => ofGroup.map(({ error }) => error?.name)),
	};
}

const inWords = ({ outcome, request }: RowResult) => `${outcome} ${request ?? '-'}`;
const times = (number: number, words: string | undefined) =>
	Array.from({ length: number }, () => words);

const NAMED: Array<[string, Answer, string]> = [
	['unknown', UNKNOWN, 'unknown'],
	['rejected', REJECTED, 'rejected'],
	['rateLimit', RATE_LIMIT, 'notAppended'],
];

describe('batches', () => {
	test('every row is sent once, in order, and has the number of its request', async () => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(3)), groupOf('B', count(5, 4))],
			options: { batchSize: 2 },
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3', 'B: 4 5']);
		expect(results).toEqual([
			['appended 1', 'appended 1', 'appended 2'],
			['appended 3', 'appended 3'],
		]);
		expect(errors.flat()).toEqual(times(5, undefined));
	});

	test('a body has at most 1,000,000 bytes', async () => {
		expect(batchLimits({ ...OPTIONS, batchSize: 7 })).toEqual({ rows: 7, bytes: 999_500 });
		// A row is 8 bytes around its text, ten of them 91.
		for (const [length, sizes] of [
			[99_940, [10, 2]],
			[99_941, [9, 3]],
		] as const) {
			const rows = Array<string>(12).fill('x'.repeat(length));
			const { asked } = await send({ groups: [groupOf('A', rows)] });
			expect(asked.map(({ values }) => values!.length)).toEqual(sizes);
		}
	});

	test('rows that are invalid or settled are not sent, and no batch is the smaller for it', async () => {
		const group = groupOf('A', count(6));
		const [, invalid, settled] = group.rows;
		invalid!.values = undefined;
		invalid!.result = { outcome: 'notAppended' };
		settled!.isSettled = true;
		settled!.result = { outcome: 'unknown', request: 3 };
		const { requests, results } = await send({ groups: [group], options: { batchSize: 2 } });
		expect(requests).toEqual(['A: 1 4', 'A: 5 6']);
		// Requests are counted on from those of an earlier try.
		expect(results[0]).toEqual([
			...['appended 4', 'notAppended -', 'unknown 3', 'appended 4'],
			...['appended 5', 'appended 5'],
		]);
	});

	test('nothing to send is no request', async () => {
		expect(await send({ groups: [] })).toMatchObject({ requests: [] });
		const groups = [groupOf('A', []), groupOf('B', [1])];
		expect(await send({ groups })).toMatchObject({ requests: ['B: 1'] });
	});
});

describe('a batch that is too large', () => {
	const takes = (bytes: number) => (asked: Asked) => (asked.bytes > bytes ? TOO_LARGE : undefined);

	test.each([false, true])('is halved until it fits (continue: %p)', async (goesOn) => {
		// A row is 7 bytes: 65, then at most 33, then at most 17.
		const { requests, results } = await send({
			groups: [groupOf('A', count(8))],
			answers: takes(20),
			goesOn,
		});
		expect(requests).toEqual([
			...['A: 1 2 3 4 5 6 7 8', 'A: 1 2 3 4', 'A: 1 2', 'A: 3 4', 'A: 5 6', 'A: 7 8'],
		]);
		expect(results).toEqual([[3, 3, 4, 4, 5, 5, 6, 6].map((request) => `appended ${request}`)]);
	});

	test('makes all later ones smaller, also those for the next dataset', async () => {
		const { requests } = await send({
			groups: [groupOf('A', count(5)), groupOf('B', count(3))],
			answers: [TOO_LARGE],
			options: { batchSize: 4 },
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 1 2', 'A: 3 4', 'A: 5', 'B: 1 2', 'B: 3']);
	});

	test('is halved by its bytes, not by its rows', async () => {
		const [large, small] = ['x'.repeat(100), 1];
		const { requests } = await send({
			groups: [groupOf('A', [large, small, small, small, small])],
			answers: [TOO_LARGE],
		});
		expect(requests.slice(1)).toEqual([`A: ${large}`, 'A: 1 1 1 1']);
	});

	test.each([
		[true, ['A: 1', 'A: 2'], ['notAppended 1', 'appended 2']],
		[false, ['A: 1'], ['notAppended 1', 'notAppended -']],
	])('with one row fails (continue: %p)', async (goesOn, requests, results) =>
		expect(
			await send({
				groups: [groupOf('A', count(2))],
				answers: [TOO_LARGE],
				options: { batchSize: 1 },
				goesOn,
			}),
		).toMatchObject({ requests, results: [results] }),
	);

	test('leaves the limits of the next run as they were', async () => {
		await send({ groups: [groupOf('A', count(4))], answers: [TOO_LARGE] });
		const { requests } = await send({ groups: [groupOf('A', count(4))] });
		expect(requests).toEqual(['A: 1 2 3 4']);
	});
});

describe('a batch with a row that Akkio rejects', () => {
	const bad =
		(...values: unknown[]) =>
		(asked: Asked) =>
			asked.values!.some((one) => values.includes(one)) ? INVALID : undefined;

	test('is searched by halves, continuing', async () => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(8))],
			answers: bad(6),
			goesOn: true,
		});
		expect(requests).toEqual([
			...['A: 1 2 3 4 5 6 7 8', 'A: 1 2 3 4', 'A: 5 6 7 8', 'A: 5 6', 'A: 5', 'A: 6', 'A: 7 8'],
		]);
		expect(results).toEqual([
			[...times(4, 'appended 2'), 'appended 5', 'notAppended 6', ...times(2, 'appended 7')],
		]);
		expect(errors[0]).toEqual([...times(5, undefined), 'invalidData', ...times(2, undefined)]);
	});

	test.each([[[1]], [[7]], [[1, 7]], [[3, 4]], [[2, 3, 5]], [[1, 2, 3, 4, 5, 6, 7]]])(
		'costs exactly the bad rows, here %j of seven, and no row goes twice',
		async (values) => {
			const answers = (asked: Asked) => (asked.id === 'A' ? bad(...values)(asked) : undefined);
			const groups = [groupOf('A', count(7)), groupOf('B', count(2))];
			const { asked, results } = await send({ groups, answers, goesOn: true });
			const isGood = (n: unknown) => !values.includes(n as number);
			expect(results[0]!.map((words) => words.startsWith('appended'))).toEqual(
				count(7).map(isGood),
			);
			const taken = asked.filter((one) => one.id === 'A' && !answers(one));
			expect(taken.flatMap((one) => one.values)).toEqual(count(7).filter(isGood));
			expect(asked.at(-1)).toMatchObject({ id: 'B', values: [1, 2] });
		},
	);

	test('costs at most 20 requests more in a run; the rest of the batch was in the rejected one', async () => {
		const { asked, results, errors } = await send({
			groups: [groupOf('A', count(200)), groupOf('B', count(3))],
			answers: (one) => (one.id === 'A' ? INVALID : undefined),
			options: { batchSize: 100 },
			goesOn: true,
		});
		// Both batches, what may be spent on halves of the first, and the other dataset.
		expect(asked).toHaveLength(2 + 20 + 1);
		expect(asked[21]!.values).toHaveLength(100);
		expect(results[0]!.every((words) => /^notAppended \d+$/.test(words))).toBe(true);
		expect(results[0]!.slice(100)).toEqual(times(100, 'notAppended 22'));
		expect(results[1]).toEqual(times(3, 'appended 23'));
		expect(new Set(errors[0])).toEqual(new Set(['invalidData']));
	});

	test('makes later batches no smaller', async () => {
		const { requests } = await send({
			groups: [groupOf('A', count(8))],
			answers: bad(1),
			options: { batchSize: 4 },
			goesOn: true,
		});
		expect(requests).toEqual([...['A: 1 2 3 4', 'A: 1 2', 'A: 1', 'A: 2', 'A: 3 4', 'A: 5 6 7 8']]);
	});

	test('is not searched in stop mode', async () => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(8))],
			answers: bad(6),
			options: { batchSize: 4 },
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 5 6 7 8']);
		expect(results).toEqual([[...times(4, 'appended 1'), ...times(4, 'notAppended 2')]]);
		expect(errors[0]!.at(-1)).toBe('invalidData');
	});

	test('may become too large on the way', async () => {
		const { requests, results } = await send({
			groups: [groupOf('A', count(4))],
			answers: [INVALID, TOO_LARGE, OK, INVALID],
			goesOn: true,
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 1 2', 'A: 1', 'A: 2', 'A: 3', 'A: 4']);
		expect(results).toEqual([['appended 3', 'notAppended 4', 'appended 5', 'appended 6']]);
	});

	test.each([
		['dataset', NO_DATASET, ['A: 1 2 3 4', 'A: 1 2', 'B: 1 2'], 'appended 3'],
		['run', WRONG_KEY, ['A: 1 2 3 4', 'A: 1 2'], 'notAppended -'],
	] as const)(
		'is not searched further after a failure that is fatal for the %s',
		async (_whom, fatal, requests, ofB) =>
			expect(
				await send({
					groups: [groupOf('A', count(4)), groupOf('B', count(2))],
					answers: [INVALID, fatal],
					goesOn: true,
				}),
			).toMatchObject({
				requests,
				results: [
					['notAppended 2', 'notAppended 2', 'notAppended -', 'notAppended -'],
					[ofB, ofB],
				],
			}),
	);
});

test.each(NAMED)('a batch that ended as %s is not divided', async (_name, one, outcome) => {
	const { requests, results } = await send({
		groups: [groupOf('A', count(4))],
		answers: [one],
		goesOn: true,
	});
	expect(requests).toEqual(['A: 1 2 3 4']);
	expect(results).toEqual([times(4, `${outcome} 1`)]);
});

test.each([
	...NAMED,
	['invalidData', INVALID, 'notAppended'],
	['unknownId', NO_DATASET, 'notAppended'],
	['wrongKey', WRONG_KEY, 'notAppended'],
] as typeof NAMED)(
	'in stop mode the first failure is the last request: %s',
	async (_name, one, outcome) => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(5)), groupOf('B', count(2))],
			answers: [OK, one],
			options: { batchSize: 2 },
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3 4']);
		expect(results).toEqual([
			[...times(2, 'appended 1'), ...times(2, `${outcome} 2`), 'notAppended -'],
			times(2, 'notAppended -'),
		]);
		const names = new Set(errors.flat());
		expect(names.size).toBe(2);
	},
);

describe('continuing', () => {
	test.each(NAMED)('a failure costs its own batch only: %s', async (_name, one, outcome) => {
		const { requests, results } = await send({
			groups: [groupOf('A', count(5)), groupOf('B', count(2))],
			answers: [OK, one],
			options: { batchSize: 2 },
			goesOn: true,
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3 4', 'A: 5', 'B: 1 2']);
		expect(results).toEqual([
			[...times(2, 'appended 1'), ...times(2, `${outcome} 2`), 'appended 3'],
			times(2, 'appended 4'),
		]);
	});

	test('what is fatal for a dataset leaves the others alone', async () => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(5)), groupOf('B', count(2)), groupOf('C', count(1))],
			answers: [OK, NO_DATASET],
			options: { batchSize: 2 },
			goesOn: true,
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3 4', 'B: 1 2', 'C: 1']);
		expect(results[0]!.slice(2)).toEqual([...times(2, 'notAppended 2'), 'notAppended -']);
		expect(errors[0]!.slice(2)).toEqual(times(3, 'unknownId'));
	});

	test('what is fatal for the run ends it for every dataset, and is the reason everywhere', async () => {
		const { requests, errors } = await send({
			groups: [groupOf('A', count(2)), groupOf('B', count(2)), groupOf('C', count(1))],
			answers: [NO_DATASET, WRONG_KEY],
			options: { batchSize: 1 },
			goesOn: true,
		});
		expect(requests).toEqual(['A: 1', 'B: 1']);
		expect(errors).toEqual([['unknownId', 'unknownId'], ['wrongKey', 'wrongKey'], ['wrongKey']]);
	});

	test.each([false, true])(
		'a dataset that could not be read gets nothing (continue: %p)',
		async (goesOn) => {
			const unread = groupOf('A', count(2));
			unread.error = {
				name: 'stillParsing',
				outcome: 'notAppended',
				message: 'M',
				description: '',
			};
			const { requests, results, errors } = await send({
				groups: [unread, groupOf('B', count(1))],
				goesOn,
			});
			expect(requests).toEqual(goesOn ? ['B: 1'] : []);
			expect(results).toEqual([
				times(2, 'notAppended -'),
				[goesOn ? 'appended 1' : 'notAppended -'],
			]);
			expect(errors[0]).toEqual(times(2, 'stillParsing'));
		},
	);
});

test.each([false, true])(
	'what was stopped before it was sent has no request, and nothing follows (continue: %p)',
	async (goesOn) => {
		const { requests, results, errors } = await send({
			groups: [groupOf('A', count(3)), groupOf('B', count(1))],
			answers: [OK, NOT_SENT],
			options: { batchSize: 1 },
			goesOn,
		});
		expect(requests).toEqual(['A: 1', 'A: 2']);
		expect(results).toEqual([['appended 1', 'notAppended -', 'notAppended -'], ['notAppended -']]);
		expect(errors.flat()).toEqual([undefined, ...times(3, 'stoppedBefore')]);
	},
);

describe('rows of unknown outcome', () => {
	/** Rows of which an earlier try knew nothing, and which are to be sent again. */
	function doubtful(values: unknown[]): DatasetRows {
		const group = groupOf('A', values);
		for (const row of group.rows) {
			row.result = {
				outcome: 'unknown',
				request: 2,
				error: { name: 'timeout', message: 'M', description: '' },
			};
		}
		return group;
	}

	test('are sent again at once only where the user chose so', async () => {
		const once = await send({ groups: [groupOf('A', [1])], answers: [UNKNOWN] });
		expect(once.requests).toEqual(['A: 1']);
		const again = await send({
			groups: [groupOf('A', [1])],
			answers: [UNKNOWN],
			options: { onUnknownOutcome: 'retry' },
		});
		expect(again).toMatchObject({ requests: ['A: 1', 'A: 1'], results: [['appended 1']] });
	});

	test('are appended, if a later try is', async () =>
		expect(await send({ groups: [doubtful([1, 2])] })).toMatchObject({
			results: [times(2, 'appended 3')],
			errors: [times(2, undefined)],
		}));

	test.each<[string, Answer[]]>([
		['rejected', [REJECTED]],
		['not appended', [RATE_LIMIT]],
		['invalid', [INVALID, INVALID, INVALID]],
		['stopped', [NOT_SENT]],
		['fatal', [WRONG_KEY]],
	])('stay unknown, if a later try is %s: the earlier may have arrived', async (_how, answers) =>
		expect(await send({ groups: [doubtful([1, 2])], answers, goesOn: true })).toMatchObject({
			results: [times(2, 'unknown 2')],
			errors: [times(2, 'timeout')],
		}),
	);
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
	const ONE_EACH = { ...OPTIONS, batchSize: 1 };

	/** A run of which one request waits until it is answered. */
	function hang(groups: DatasetRows[], at: number, more: object = {}) {
		let finish = (_answer: Answer) => {};
		const hanging = new Promise<Answer>((resolve) => (finish = resolve));
		const { context, asked } = fakeContext((_asked, index) => (index === at ? hanging : OK), more);
		const done = sendGroups(context, groups, ONE_EACH);
		return { asked, finish: async (answer: Answer) => (finish(answer), await done) };
	}
	const settled = async () => await new Promise((resolve) => setImmediate(resolve));

	test('holds others up until it is acknowledged, not until its run is over', async () => {
		const group = empty(count(3));
		const { finish, asked } = hang([group], 1);
		await settled();
		expect(asked).toHaveLength(2);
		const { requests } = await send({ groups: [empty([7], group.id)] });
		expect(requests).toEqual([`${group.id}: ?`, `${group.id}: 7`]);
		await finish(OK);
		expect(group.rows.map(({ result }) => result!.outcome)).toEqual(times(3, 'appended'));
	});

	test('holds up nobody who appends to another dataset, be it one of its own run', async () => {
		const [a, b] = [empty([1]), empty([2])];
		const { finish } = hang([a, b], 0);
		await settled();
		const other = await send({ groups: [empty([7], b.id)] });
		expect(other.requests).toEqual([`${b.id}: 7`]);
		await finish(OK);
		expect(b.rows[0]!.result).toEqual({ outcome: 'appended', request: 2 });
	});

	test('that got no answer is followed by another: others wait for that', async () => {
		const group = empty(count(2));
		const { finish, asked } = hang([group], 1, { continueOnFail: () => true });
		await settled();
		const waiting = send({ groups: [empty([7], group.id)] });
		await settled();
		expect(asked).toHaveLength(2);
		await finish(OK);
		expect((await waiting).requests).toEqual([`${group.id}: ?`, `${group.id}: 7`]);
	});

	test.each<[boolean, string[], string[]]>([
		[true, ['?', '7'], ['undefined', 'appended 1']],
		[false, ['?'], ['undefined', 'notAppended -']],
	])(
		'by others while this run waited makes rows invalid (continue: %p)',
		async (goesOn, requests, results) => {
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
			expect(
				asked.filter(({ id }) => id === group.id).map(({ values }) => String(values ?? '?')),
			).toEqual(requests);
			expect(other.rows.map(({ result }) => (result ? inWords(result) : 'undefined'))).toEqual(
				results,
			);
			expect(other.rows[0]!.error!.message).toBe('Row 1 has a field that is not a column: m');
			expect(next.rows[0]!.result!.outcome).toBe(goesOn ? 'appended' : 'notAppended');
			if (!goesOn) expect(next.rows[0]!.result!.error).toMatchObject(other.rows[0]!.error!);
		},
	);

	test('that never left tells others nothing: they do not look again', async () => {
		const group = empty([1]);
		await send({ groups: [group], answers: [NOT_SENT] });
		const { requests } = await send({ groups: [empty([7], group.id)] });
		expect(requests).toEqual([`${group.id}: 7`]);
	});

	test('is over once a part of it was acknowledged, after a search for a bad row, too', async () => {
		const group = empty([...count(3), 'bad']);
		const answers = ({ values }: Asked) => (values?.includes('bad') ? INVALID : undefined);
		const { requests, results } = await send({ groups: [group], answers, goesOn: true });
		expect(requests).toHaveLength(5);
		expect(results[0]).toEqual(['appended 2', 'appended 2', 'appended 4', 'notAppended 5']);
	});
});
