import type { Batch } from '../../../../nodes/Akkio/append/batches';
import { Ledger, type LedgerEntry } from '../../../../nodes/Akkio/append/ledger';
import type { Row } from '../../../../nodes/Akkio/append/rows';
import type { Group } from '../../../../nodes/Akkio/append/group';
import type { Report } from '../../../../nodes/Akkio/append/report';
import { sendGroups } from '../../../../nodes/Akkio/append/send';
import { STOPPED_BEFORE, type Failure } from '../../../../nodes/Akkio/shared/explain';

const failure = (name: string, more: Partial<Failure> = {}): Failure => ({
	name,
	rows: 'notAppended',
	message: `Akkio said ${name}`,
	description: 'Do something',
	...more,
});
const TOO_LARGE = failure('tooLarge');
const INVALID = failure('invalid');
const TOO_MANY = failure('tooMany');
const REFUSED = failure('refused', { rows: 'refused' });
const UNKNOWN = failure('noAnswer', { rows: 'unknown' });
const NO_DATASET = failure('unknownDataset', { ends: 'dataset' });
const WRONG_KEY = failure('wrongKey', { ends: 'run' });

/** Rows that are 7 bytes of JSON each, from {"n":1} on. */
const count = (to: number, from = 1): Row[] =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ n: from + index }));
const group = (datasetId: string, rows: readonly Row[]): Group => ({
	datasetId,
	rows,
	sources: rows,
	hasUnfit: false,
	nameOf: (index) => `Row ${index + 1}`,
});

/** What Akkio answers: to each request in turn, or by a look at the batch. */
type Answers =
	| Array<Failure | undefined>
	| ((n: unknown[], batch: Batch, id: string) => Failure | undefined);

interface Run {
	groups: Group[];
	answers?: Answers;
	rows?: number;
	bytes?: number;
	goOn?: boolean;
	/** What earlier tries left. */
	entries?: LedgerEntry[];
}

/** Runs it; what was asked as "dataset: rows", what was reported as "outcome request". */
async function sent({
	groups,
	answers = [],
	rows = Infinity,
	bytes = Infinity,
	goOn = false,
	entries = [],
}: Run) {
	const requests: string[] = [];
	const batches: Batch[] = [];
	const reports = await sendGroups(groups, {
		limits: { rows, bytes },
		goOn,
		ledger: new Ledger(entries, (json) => `digest of ${json}`),
		send: async (id, batch) => {
			const values = (JSON.parse(`[${batch.pieces.join(',')}]`) as Row[]).map(({ n }) => n);
			requests.push(`${id}: ${values.join(' ')}`);
			batches.push(batch);
			return typeof answers === 'function'
				? answers(values, batch, id)
				: answers[requests.length - 1];
		},
	});
	return {
		requests,
		batches,
		entries,
		reports: reports.map((ofGroup) => ofGroup.map(inWords)),
		failures: reports.map((ofGroup) => ofGroup.map((report) => report.failure)),
	};
}

const inWords = ({ outcome, request }: Report) => `${outcome} ${request ?? '-'}`;
const times = (count: number, words: string) => Array.from({ length: count }, () => words);

describe('batches', () => {
	test('every row is sent once, in order, and reported with its request', async () => {
		const { requests, batches, reports, failures } = await sent({
			groups: [group('A', count(3)), group('B', count(5, 4))],
			rows: 2,
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3', 'B: 4 5']);
		expect(batches).toEqual([
			{ from: 0, to: 2, pieces: ['{"n":1}', '{"n":2}'], bytes: 15, skipped: [] },
			{ from: 2, to: 3, pieces: ['{"n":3}'], bytes: 7, skipped: [] },
			{ from: 0, to: 2, pieces: ['{"n":4}', '{"n":5}'], bytes: 15, skipped: [] },
		]);
		expect(reports).toEqual([
			['appended 1', 'appended 1', 'appended 2'],
			['appended 3', 'appended 3'],
		]);
		expect(failures.flat()).toEqual(times(5, '').map(() => undefined));
	});

	test.each([
		[22, ['A: 1 2', 'A: 3 4', 'A: 5']],
		[23, ['A: 1 2 3', 'A: 4 5']],
	])('of at most %d bytes are %j', async (bytes, expected) => {
		expect((await sent({ groups: [group('A', count(5))], bytes })).requests).toEqual(expected);
	});

	test('keep to rows and bytes, whichever comes first', async () => {
		const rows = [...count(3), { n: 'xxxxxxxxxx' }, { n: 5 }, { n: 6 }];
		const { requests } = await sent({ groups: [group('A', rows)], rows: 2, bytes: 20 });
		expect(requests).toEqual(['A: 1 2', 'A: 3', 'A: xxxxxxxxxx', 'A: 5 6']);
	});

	test('hold a row alone that is larger than all of them may be', async () => {
		const rows = [{ n: 1 }, { n: 'x'.repeat(100) }, { n: 3 }];
		const { requests, reports } = await sent({ groups: [group('A', rows)], bytes: 50 });
		expect(requests).toEqual(['A: 1', `A: ${'x'.repeat(100)}`, 'A: 3']);
		expect(reports).toEqual([['appended 1', 'appended 2', 'appended 3']]);
	});

	test('nothing to send is no request', async () => {
		expect(await sent({ groups: [] })).toMatchObject({ requests: [], reports: [] });
		expect(await sent({ groups: [group('A', []), group('B', count(1))] })).toMatchObject({
			requests: ['B: 1'],
			reports: [[], ['appended 1']],
		});
	});
});

describe('a batch that is too large', () => {
	/** Akkio takes so many bytes. */
	const takes = (most: number) => (_n: unknown[], batch: Batch) =>
		batch.bytes > most ? TOO_LARGE : undefined;

	test.each([false, true])('is halved until it fits (go on: %p)', async (goOn) => {
		const { requests, reports } = await sent({
			groups: [group('A', count(8))],
			answers: takes(20),
			goOn,
		});
		// 63 bytes, then at most 31, then at most 15.
		expect(requests).toEqual([
			'A: 1 2 3 4 5 6 7 8',
			'A: 1 2 3 4',
			'A: 1 2',
			'A: 3 4',
			'A: 5 6',
			'A: 7 8',
		]);
		expect(reports).toEqual([[3, 3, 4, 4, 5, 5, 6, 6].map((request) => `appended ${request}`)]);
	});

	test('makes all later ones smaller, also those for the next dataset', async () => {
		const { requests, reports } = await sent({
			groups: [group('A', count(9)), group('B', count(5)), group('C', count(3))],
			answers: takes(30),
			rows: 4,
		});
		expect(requests).toEqual([
			'A: 1 2 3 4', // 31 bytes, of which half is 15
			'A: 1 2',
			'A: 3 4',
			'A: 5 6',
			'A: 7 8',
			'A: 9',
			'B: 1 2',
			'B: 3 4',
			'B: 5',
			'C: 1 2',
			'C: 3',
		]);
		expect(reports[0]!.slice(0, 3)).toEqual(['appended 2', 'appended 2', 'appended 3']);
		expect(reports[2]).toEqual(['appended 10', 'appended 10', 'appended 11']);
	});

	test('is halved by its bytes, not by its rows', async () => {
		const large = Array.from({ length: 4 }, (_, index) => ({ n: `${index}`.repeat(19) }));
		const { requests } = await sent({
			groups: [group('A', [...count(4), ...large])],
			answers: [TOO_LARGE],
		});
		// 143 bytes, then at most 71: four of 7 and one of 27, two of 27.
		const [a, b, c, d] = large.map(({ n }) => n);
		expect(requests).toEqual([
			`A: 1 2 3 4 ${a} ${b} ${c} ${d}`,
			`A: 1 2 3 4 ${a}`,
			`A: ${b} ${c}`,
			`A: ${d}`,
		]);
	});

	test('of one row fails alone, and makes the others no smaller', async () => {
		const rows = [...count(3), { n: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }, ...count(9, 5)];
		const { requests, reports, failures } = await sent({
			groups: [group('A', rows)],
			answers: takes(24),
			bytes: 24,
			goOn: true,
		});
		expect(requests).toEqual([
			'A: 1 2 3',
			'A: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
			'A: 5 6 7',
			'A: 8 9',
		]);
		expect(reports).toEqual([
			[
				...times(3, 'appended 1'),
				'notAppended 2',
				...times(3, 'appended 3'),
				...times(2, 'appended 4'),
			],
		]);
		expect(failures[0]![3]).toBe(TOO_LARGE);
	});

	test('of one row is where it stops, if it does not go on', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', [{ n: 1 }, { n: 'x'.repeat(40) }, { n: 3 }])],
			answers: takes(30),
		});
		// 64 bytes are too large, so that 32 are the limit.
		expect(requests).toEqual([`A: 1 ${'x'.repeat(40)} 3`, 'A: 1', `A: ${'x'.repeat(40)}`]);
		expect(reports).toEqual([['appended 2', 'notAppended 3', 'notAppended -']]);
		expect(failures[0]).toEqual([undefined, TOO_LARGE, TOO_LARGE]);
	});

	test('is not sent again if nobody knows what became of its rows', async () => {
		const { requests, reports } = await sent({
			groups: [group('A', count(2))],
			answers: [{ ...TOO_LARGE, rows: 'unknown' }],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2']);
		expect(reports).toEqual([['unknown 1', 'unknown 1']]);
	});
});

describe('a batch that is invalid', () => {
	const bad =
		(...rows: number[]) =>
		(n: unknown[]) =>
			n.some((one) => rows.includes(one as number)) ? INVALID : undefined;

	test('is searched by halves for the row that is to blame, going on', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', count(8))],
			answers: bad(6),
			goOn: true,
		});
		expect(requests).toEqual([
			'A: 1 2 3 4 5 6 7 8',
			'A: 1 2 3 4',
			'A: 5 6 7 8',
			'A: 5 6',
			'A: 5',
			'A: 6',
			'A: 7 8',
		]);
		expect(reports).toEqual([
			[...times(4, 'appended 2'), 'appended 5', 'notAppended 6', ...times(2, 'appended 7')],
		]);
		expect(failures[0]!.map((one) => one === INVALID)).toEqual(
			[1, 2, 3, 4, 5, 6, 7, 8].map((n) => n === 6),
		);
	});

	test.each([[[1]], [[7]], [[1, 7]], [[3, 4]], [[2, 3, 5]], [[1, 2, 3, 4, 5, 6, 7]], [[]]])(
		'costs exactly the bad rows, here %j of seven',
		async (rows) => {
			const groups = [group('A', count(7)), group('B', count(2))];
			const { reports, requests } = await sent({
				groups,
				answers: (n, _batch, id) => (id === 'A' ? bad(...rows)(n) : undefined),
				goOn: true,
			});
			const failed = reports[0]!.flatMap((words, index) =>
				words.startsWith('notAppended') ? [index + 1] : [],
			);
			expect(failed).toEqual(rows);
			expect(reports[0]!.filter((words) => words.startsWith('appended'))).toHaveLength(
				7 - rows.length,
			);
			// Every good row was in exactly one request that Akkio took, and in order.
			const taken = requests
				.filter((request) => request.startsWith('A') && !bad(...rows)(numbersIn(request)))
				.flatMap(numbersIn);
			expect(taken).toEqual(count(7).flatMap(({ n }) => (rows.includes(n as number) ? [] : [n])));
			expect(requests.at(-1)).toBe('B: 1 2');
		},
	);

	test('does not make the later ones smaller', async () => {
		const { requests } = await sent({
			groups: [group('A', count(8))],
			answers: bad(1),
			rows: 4,
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 1 2', 'A: 1', 'A: 2', 'A: 3 4', 'A: 5 6 7 8']);
	});

	test('is not searched if it does not go on', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', count(8))],
			answers: bad(6),
			rows: 4,
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 5 6 7 8']);
		expect(reports).toEqual([[...times(4, 'appended 1'), ...times(4, 'notAppended 2')]]);
		expect(failures[0]![4]).toBe(INVALID);
	});

	test('may become too large on the way, and the other way round', async () => {
		const { requests, reports } = await sent({
			groups: [group('A', count(4))],
			answers: [INVALID, TOO_LARGE, undefined, INVALID],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2 3 4', 'A: 1 2', 'A: 1', 'A: 2', 'A: 3', 'A: 4']);
		expect(reports).toEqual([['appended 3', 'notAppended 4', 'appended 5', 'appended 6']]);
	});

	test.each([
		['dataset', ['A: 1 2 3 4', 'A: 1 2', 'B: 1 2'], ['appended 3', 'appended 3']],
		['run', ['A: 1 2 3 4', 'A: 1 2'], ['notAppended -', 'notAppended -']],
	] as const)(
		'is not searched to the end if something on the way ends the %s',
		async (ends, expected, ofB) => {
			const { requests, reports } = await sent({
				groups: [group('A', count(4)), group('B', count(2))],
				answers: [INVALID, failure('gone', { ends })],
				goOn: true,
			});
			expect(requests).toEqual(expected);
			expect(reports).toEqual([
				['notAppended 2', 'notAppended 2', 'notAppended -', 'notAppended -'],
				ofB,
			]);
		},
	);

	test('is not searched if a part of it may have been kept', async () => {
		const { requests } = await sent({
			groups: [group('A', count(4))],
			answers: [{ ...INVALID, rows: 'refused' }],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2 3 4']);
	});
});

test.each([TOO_MANY, REFUSED, UNKNOWN])(
	'a batch that failed otherwise is not divided: $name',
	async (one) => {
		const { requests, reports } = await sent({
			groups: [group('A', count(4))],
			answers: [one],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2 3 4']);
		expect(reports).toEqual([times(4, `${one.rows} 1`)]);
	},
);

const numbersIn = (request: string) => request.slice(3).split(' ').map(Number);

describe('a row that has no JSON', () => {
	const self: Row = {};
	self.self = self;

	test.each([{ n: 2n }, self])('costs itself only, going on', async (odd) => {
		const { requests, reports, failures, entries } = await sent({
			groups: [group('A', [{ n: 1 }, odd, { n: 3 }, { n: 4 }])],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1', 'A: 3 4']);
		expect(reports).toEqual([['appended 1', 'notAppended -', 'appended 2', 'appended 2']]);
		expect(failures[0]![1]).toEqual({
			name: 'unfit',
			rows: 'notAppended',
			unsent: true,
			message: 'Row 2 cannot be written as JSON',
			description: 'It is too large. Divide it before this node.',
		});
		expect(entries.map(({ from, to }) => [from, to])).toEqual([
			[0, 1],
			[2, 4],
		]);
	});

	test('is where it stops, if it does not go on', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', [{ n: 1 }, { n: 2n }, { n: 3 }]), group('B', count(1))],
		});
		expect(requests).toEqual(['A: 1']);
		expect(reports).toEqual([['appended 1', 'notAppended -', 'notAppended -'], ['notAppended -']]);
		expect(failures.flat().map((one) => one?.name)).toEqual([undefined, 'unfit', 'unfit', 'unfit']);
	});

	test('may be first, last and alone', async () => {
		const { requests, reports } = await sent({
			groups: [group('A', [{ n: 0n }, { n: 1 }, { n: 2n }]), group('B', [{ n: 0n }])],
			goOn: true,
		});
		expect(requests).toEqual(['A: 1']);
		expect(reports).toEqual([['notAppended -', 'appended 1', 'notAppended -'], ['notAppended -']]);
	});
});

describe('without going on', () => {
	test.each([UNKNOWN, REFUSED, TOO_MANY, INVALID, NO_DATASET, WRONG_KEY])(
		'the first failure is the last request, and the rest is not sent: $name',
		async (one) => {
			const { requests, reports, failures } = await sent({
				groups: [group('A', count(5)), group('B', count(2))],
				answers: [undefined, one],
				rows: 2,
			});
			expect(requests).toEqual(['A: 1 2', 'A: 3 4']);
			expect(reports).toEqual([
				[...times(2, 'appended 1'), ...times(2, `${one.rows} 2`), 'notAppended -'],
				times(2, 'notAppended -'),
			]);
			expect(failures).toEqual([
				[undefined, undefined, one, one, one],
				[one, one],
			]);
		},
	);
});

describe('going on', () => {
	test.each([UNKNOWN, REFUSED, TOO_MANY])(
		'a failure costs its own batch only: $name',
		async (one) => {
			const { requests, reports, failures } = await sent({
				groups: [group('A', count(5)), group('B', count(2))],
				answers: [undefined, one],
				rows: 2,
				goOn: true,
			});
			expect(requests).toEqual(['A: 1 2', 'A: 3 4', 'A: 5', 'B: 1 2']);
			expect(reports).toEqual([
				[...times(2, 'appended 1'), ...times(2, `${one.rows} 2`), 'appended 3'],
				times(2, 'appended 4'),
			]);
			expect(failures.flat().filter(Boolean)).toEqual([one, one]);
		},
	);

	test('a failure that ends its dataset leaves the others alone', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', count(5)), group('B', count(2)), group('C', count(1))],
			answers: [undefined, NO_DATASET],
			rows: 2,
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3 4', 'B: 1 2', 'C: 1']);
		expect(reports).toEqual([
			[...times(2, 'appended 1'), ...times(2, 'notAppended 2'), 'notAppended -'],
			times(2, 'appended 3'),
			['appended 4'],
		]);
		expect(failures[0]!.slice(2)).toEqual([NO_DATASET, NO_DATASET, NO_DATASET]);
	});

	test('a failure that ends the run ends it for every dataset', async () => {
		const { requests, reports, failures } = await sent({
			groups: [group('A', count(5)), group('B', count(2)), group('C', count(1))],
			answers: [undefined, WRONG_KEY],
			rows: 2,
			goOn: true,
		});
		expect(requests).toEqual(['A: 1 2', 'A: 3 4']);
		expect(reports).toEqual([
			[...times(2, 'appended 1'), ...times(2, 'notAppended 2'), 'notAppended -'],
			times(2, 'notAppended -'),
			['notAppended -'],
		]);
		expect(failures.slice(1)).toEqual([[WRONG_KEY, WRONG_KEY], [WRONG_KEY]]);
	});

	test('of two reasons why a row is not sent, the one of the run is told', async () => {
		const { failures } = await sent({
			groups: [group('A', count(2)), group('B', count(2)), group('C', count(1))],
			answers: [NO_DATASET, WRONG_KEY],
			rows: 1,
			goOn: true,
		});
		expect(failures).toEqual([[NO_DATASET, NO_DATASET], [WRONG_KEY, WRONG_KEY], [WRONG_KEY]]);
	});
});

test.each([false, true])(
	'what was stopped before it was sent has no request, and nothing follows (go on: %p)',
	async (goOn) => {
		const { reports, failures, entries } = await sent({
			groups: [group('A', count(3))],
			answers: [undefined, STOPPED_BEFORE],
			rows: 1,
			goOn,
		});
		expect(reports).toEqual([['appended 1', 'notAppended -', 'notAppended -']]);
		expect(failures[0]).toEqual([undefined, STOPPED_BEFORE, STOPPED_BEFORE]);
		expect(entries.map(({ request }) => request)).toEqual([1]);
	},
);

test('the limits it was given stay as they are', async () => {
	const limits = { rows: 2, bytes: 1000 };
	await sendGroups([group('A', count(8))], {
		limits,
		goOn: true,
		ledger: new Ledger([], String),
		send: async () => await Promise.resolve(TOO_LARGE),
	});
	expect(limits).toEqual({ rows: 2, bytes: 1000 });
});

describe('what an earlier try learned', () => {
	/** The ledger as n8n gives it back: read from JSON. */
	const kept = (entries: LedgerEntry[]) => JSON.parse(JSON.stringify(entries)) as LedgerEntry[];
	const digest = (...n: unknown[]) =>
		`digest of ${n.map((one) => JSON.stringify({ n: one })).join()}`;

	/** One try after the other over the same groups, with the ledger between them. */
	async function retried(first: Run, second: Partial<Run> = {}) {
		const before = await sent(first);
		return {
			before,
			after: await sent({ ...first, answers: [], entries: kept(before.entries), ...second }),
		};
	}

	test('is not sent again: what was appended, refused or is unknown', async () => {
		const { before, after } = await retried({
			groups: [group('A', count(5)), group('B', count(2))],
			answers: [undefined, UNKNOWN, TOO_MANY, REFUSED, TOO_MANY, undefined, TOO_MANY],
			rows: 1,
			goOn: true,
		});
		expect(before.requests).toHaveLength(7);
		expect(after.requests).toEqual(['A: 3', 'A: 5', 'B: 2']);
		expect(after.reports).toEqual([
			['appended 1', 'unknown 2', 'appended 7', 'refused 4', 'appended 8'],
			['appended 6', 'appended 9'],
		]);
		expect(after.failures).toEqual([
			[undefined, UNKNOWN, undefined, REFUSED, undefined],
			[undefined, undefined],
		]);
	});

	test('lets everything else be sent after a stop', async () => {
		const { before, after } = await retried({
			groups: [group('A', count(5)), group('B', count(2))],
			answers: [undefined, UNKNOWN],
			rows: 2,
		});
		expect(before.requests).toEqual(['A: 1 2', 'A: 3 4']);
		expect(after.requests).toEqual(['A: 5', 'B: 1 2']);
		expect(after.reports).toEqual([
			[...times(2, 'appended 1'), ...times(2, 'unknown 2'), 'appended 3'],
			times(2, 'appended 4'),
		]);
	});

	test('takes the known stretches out of the middle, whatever the batch size is now', async () => {
		const entries = [
			{ datasetId: 'A', from: 2, to: 4, digest: digest(3, 4), outcome: 'appended', request: 2 },
			{ datasetId: 'A', from: 7, to: 8, digest: digest(8), outcome: 'unknown', request: 4 },
		] as LedgerEntry[];
		const groups = [group('A', count(9))];
		const whole = await sent({ groups, entries: kept(entries) });
		expect(whole.requests).toEqual(['A: 1 2', 'A: 5 6 7', 'A: 9']);
		expect(whole.reports).toEqual([
			[
				...times(2, 'appended 5'),
				...times(2, 'appended 2'),
				...times(3, 'appended 6'),
				'unknown 4',
				'appended 7',
			],
		]);
		const single = await sent({ groups, entries: kept(entries), rows: 1 });
		expect(single.requests).toEqual(['A: 1', 'A: 2', 'A: 5', 'A: 6', 'A: 7', 'A: 9']);
		const small = await sent({ groups, entries: kept(entries), bytes: 15 });
		expect(small.requests).toEqual(['A: 1 2', 'A: 5 6', 'A: 7', 'A: 9']);
	});

	test('counts even if the batches are smaller now than the known stretch was', async () => {
		const { after } = await retried(
			{ groups: [group('A', count(6))], answers: [undefined, TOO_MANY], rows: 4 },
			{ rows: 1 },
		);
		expect(after.requests).toEqual(['A: 5', 'A: 6']);
		expect(after.reports[0]!.slice(0, 4)).toEqual(times(4, 'appended 1'));
	});

	test('says nothing about other rows in the same place', async () => {
		const first = { groups: [group('A', count(4))], rows: 2 };
		const changed = [group('A', [{ n: 1 }, { n: 'new' }, { n: 3 }, { n: 4 }])];
		const { after } = await retried(first, { groups: changed });
		expect(after.requests).toEqual(['A: 1 new']);
		expect(after.reports).toEqual([['appended 3', 'appended 3', 'appended 2', 'appended 2']]);
	});

	test('says nothing about the same rows in another place, or for another dataset', async () => {
		const first = { groups: [group('A', count(2))], rows: 1 };
		const moved = await retried(first, { groups: [group('A', [{ n: 2 }, { n: 1 }])] });
		expect(moved.after.requests).toEqual(['A: 2', 'A: 1']);
		const elsewhere = await retried(first, { groups: [group('B', count(2))] });
		expect(elsewhere.after.requests).toEqual(['B: 1', 'B: 2']);
	});

	test('holds for fewer and for more rows than before, as far as they are the same', async () => {
		const first = { groups: [group('A', count(4))], rows: 2 };
		expect((await retried(first, { groups: [group('A', count(7))] })).after.requests).toEqual([
			'A: 5 6',
			'A: 7',
		]);
		expect((await retried(first, { groups: [group('A', count(3))] })).after.requests).toEqual([
			'A: 3',
		]);
		expect((await retried(first, { groups: [group('A', count(1))] })).after.requests).toEqual([
			'A: 1',
		]);
	});

	test('takes identical rows for different ones', async () => {
		const same = [{ n: 1 }, { n: 1 }, { n: 1 }];
		const { after } = await retried({
			groups: [group('A', same)],
			answers: [undefined, TOO_MANY, undefined],
			rows: 1,
			goOn: true,
		});
		expect(after.requests).toEqual(['A: 1']);
		expect(after.reports).toEqual([['appended 1', 'appended 4', 'appended 3']]);
	});

	test('is kept for a third try, with what the second one learned', async () => {
		const first = { groups: [group('A', count(4))], rows: 1 };
		const { after } = await retried(
			{ ...first, answers: [undefined, TOO_MANY, UNKNOWN, TOO_MANY], goOn: true },
			{ answers: [undefined, REFUSED] },
		);
		expect(after.requests).toEqual(['A: 2', 'A: 4']);
		const third = await sent({ ...first, entries: kept(after.entries) });
		expect(third.requests).toEqual([]);
		// The last request before the second try that left anything was the third.
		expect(third.reports).toEqual([['appended 1', 'appended 4', 'unknown 3', 'refused 5']]);
	});

	test('leaves nothing to do when all is known', async () => {
		const { after } = await retried({ groups: [group('A', count(3)), group('B', count(1))] });
		expect(after.requests).toEqual([]);
		expect(after.reports).toEqual([times(3, 'appended 1'), ['appended 2']]);
	});

	test('is told even where this try stops before it gets there', async () => {
		const { after } = await retried(
			{
				groups: [group('A', count(3)), group('B', count(2))],
				answers: [TOO_MANY, undefined, TOO_MANY, UNKNOWN],
				rows: 1,
				goOn: true,
			},
			{ answers: [WRONG_KEY], goOn: false },
		);
		expect(after.requests).toEqual(['A: 1']);
		expect(after.reports).toEqual([
			['notAppended 6', 'appended 2', 'notAppended -'],
			['unknown 4', 'appended 5'],
		]);
	});

	test('does not stop this try: an old failure that ended the run is not a new one', async () => {
		const ended = failure('cancelled', { rows: 'unknown', ends: 'run' });
		const { after } = await retried({
			groups: [group('A', count(3)), group('B', count(1))],
			answers: [ended],
			rows: 1,
		});
		expect(after.requests).toEqual(['A: 2', 'A: 3', 'B: 1']);
		expect(after.reports).toEqual([['unknown 1', 'appended 2', 'appended 3'], ['appended 4']]);
	});

	test('is not believed where two accounts overlap: the earlier and then the next that fits', async () => {
		const entries = [
			{ datasetId: 'A', from: 1, to: 3, digest: digest(2, 3), outcome: 'unknown', request: 2 },
			{ datasetId: 'A', from: 0, to: 2, digest: digest(1, 2), outcome: 'appended', request: 1 },
			{ datasetId: 'A', from: 2, to: 3, digest: digest(3), outcome: 'appended', request: 3 },
		] as LedgerEntry[];
		const { requests, reports } = await sent({ groups: [group('A', count(4))], entries });
		expect(requests).toEqual(['A: 4']);
		expect(reports).toEqual([['appended 1', 'appended 1', 'appended 3', 'appended 4']]);
	});
});

test('what is noted are the batches that may have arrived, each as it was sent', async () => {
	const { entries } = await sent({
		groups: [group('A', count(5)), group('B', count(1))],
		answers: [undefined, TOO_MANY, UNKNOWN, REFUSED],
		rows: 2,
		goOn: true,
	});
	expect(entries).toEqual([
		{
			datasetId: 'A',
			from: 0,
			to: 2,
			digest: 'digest of {"n":1},{"n":2}',
			outcome: 'appended',
			request: 1,
		},
		{
			datasetId: 'A',
			from: 4,
			to: 5,
			digest: 'digest of {"n":5}',
			outcome: 'unknown',
			request: 3,
			failure: UNKNOWN,
		},
		{
			datasetId: 'B',
			from: 0,
			to: 1,
			digest: 'digest of {"n":1}',
			outcome: 'refused',
			request: 4,
			failure: REFUSED,
		},
	]);
});

test('what is sent is noted before the next is sent, so that a crash does not lose it', async () => {
	const entries: LedgerEntry[] = [];
	const seen: number[] = [];
	await sendGroups([group('A', count(3))], {
		limits: { rows: 1, bytes: Infinity },
		goOn: false,
		ledger: new Ledger(entries, String),
		send: async () => await Promise.resolve(void seen.push(entries.length)),
	});
	expect(seen).toEqual([0, 1, 2]);
});
