import type { GivenRows } from '../../../../nodes/Akkio/append/given';
import { Ledger, type LedgerEntry } from '../../../../nodes/Akkio/append/ledger';
import type { Report } from '../../../../nodes/Akkio/append/report';
import { explain, type Failure } from '../../../../nodes/Akkio/shared/explain';
import { FAILURES, type Fate } from '../../../../nodes/Akkio/shared/failures';
import * as replies from '../../../support/akkio/replies.mts';

const digestOf = (json: string) => `${json.length} letters`;
const opened = (entries: LedgerEntry[] = []) => new Ledger(entries, digestOf);
const batch = (from: number, json = '{"secret":"of Ada"}'): GivenRows => ({
	from,
	to: from + 1,
	json,
});
const failure = (rows: Fate, more: Partial<Failure> = {}): Failure => ({
	name: 'some',
	rows,
	message: 'It failed',
	description: 'Look',
	...more,
});
const report = (outcome: Report['outcome'], request = 1): Report =>
	outcome === 'appended' ? { outcome, request } : { outcome, request, failure: failure(outcome) };

test.each([
	['appended', 1],
	['unknown', 1],
	['refused', 1],
	['notAppended', 0],
] as const)('a batch that is %s makes %d entries', (outcome, count) => {
	const ledger = opened();
	ledger.note('A', batch(0), report(outcome));
	expect(ledger.entries).toHaveLength(count);
});

test('an entry says where the batch is, what became of it, and in which request', () => {
	const ledger = opened();
	ledger.note('A', { from: 3, to: 5, json: '{"a":1},{}' }, report('appended', 7));
	expect(ledger.entries).toEqual([
		{ datasetId: 'A', from: 3, to: 5, digest: '10 letters', outcome: 'appended', request: 7 },
	]);
});

test('of a failure, it keeps the words and nothing that decided about this try', () => {
	const ledger = opened();
	const answer = { ...replies.tooMany(3), statusCode: 500 };
	const { name, rows, message, description, ...rest } = explain(
		{ codes: [], host: 'akkio.test', answer: { ...answer, headers: { 'retry-after': '3' } } },
		'key',
	);
	expect(rest).toEqual({ ends: undefined, again: 'reads', retryAfter: 3000, httpCode: '500' });
	const all = { name, rows, message, description, ...rest, ends: 'run' as const };
	ledger.note('A', batch(0), { outcome: 'unknown', request: 1, failure: all });
	expect(ledger.entries[0]!.failure).toStrictEqual({
		name: 'serverFault',
		rows: 'unknown',
		message: 'Akkio could not answer (HTTP 500)',
		description: 'Try again in a few minutes. If it stays so, ask Akkio.',
		httpCode: '500',
	});
});

test('entries come back from JSON as they were', () => {
	const ledger = opened();
	ledger.note('A', batch(0), report('appended', 1));
	ledger.note('A', batch(1), report('unknown', 2));
	ledger.note('B', batch(0), report('refused', 3));
	const failed = failure('unknown', { httpCode: '502', retryAfter: Infinity, ends: 'run' });
	ledger.note('ü"', batch(0), { outcome: 'unknown', request: 4, failure: failed });
	const again = JSON.parse(JSON.stringify(ledger.entries)) as LedgerEntry[];
	expect(again).toEqual(ledger.entries);
	expect(again).toHaveLength(4);
});

test('the digest is made when somebody reads it, once, and of a sealed ledger never again', () => {
	let made = 0;
	const entries: LedgerEntry[] = [];
	const ledger = new Ledger(entries, (json) => `${json} ${++made}`);
	ledger.note('A', batch(0, 'x'), report('appended'));
	expect(made).toBe(0);
	expect([entries[0]!.digest, entries[0]!.digest]).toEqual(['x 1', 'x 1']);
	const given = { ...batch(1), json: 'before' };
	ledger.note('A', given, report('unknown', 2));
	ledger.seal();
	given.json = 'after';
	expect(entries.map(({ digest }) => digest)).toEqual(['x 1', 'before 2']);
	for (const entry of entries) {
		expect(Object.getOwnPropertyDescriptor(entry, 'digest')).not.toHaveProperty('get');
	}
});

test('no entry holds a row', () => {
	const ledger = opened();
	for (const outcome of ['appended', 'unknown', 'refused'] as const) {
		ledger.note('A', batch(0), report(outcome));
	}
	expect(JSON.stringify(ledger.entries)).not.toMatch(/secret|Ada/);
});

test('an entry is small, whatever the batch and whatever the failure', () => {
	const sizes = FAILURES.map((_row, index) => {
		const ledger = opened();
		const { message, description } = FAILURES[index]!;
		const words = message({
			codes: [],
			host: 'api.akkio.com',
			dataset: 'Leads',
			answer: { statusCode: 400, headers: {}, body: { status: 'no' } },
		});
		const failed = failure('unknown', { message: words, description });
		ledger.note('A', batch(0, 'x'.repeat(1_000_000)), {
			outcome: 'unknown',
			request: 1,
			failure: failed,
		});
		return JSON.stringify(ledger.entries).length;
	});
	expect(Math.max(...sizes)).toBeLessThan(500);
});

test("the entries of a dataset are its own, in the order of its rows, and the ledger's stay as they are", () => {
	const ledger = opened();
	for (const [id, from] of [
		['A', 5],
		['B', 1],
		['A', 0],
		['A', 12],
		['A', 2],
	] as const) {
		ledger.note(id, batch(from), report('appended'));
	}
	expect(ledger.of('A').map(({ from }) => from)).toEqual([0, 2, 5, 12]);
	expect(ledger.of('B').map(({ from }) => from)).toEqual([1]);
	expect(ledger.of('C')).toEqual([]);
	expect(ledger.entries.map(({ from }) => from)).toEqual([5, 1, 0, 12, 2]);
});

test('an entry is about a batch of the same length with the same digest', () => {
	const ledger = opened();
	ledger.note('A', { from: 0, to: 2, json: '{},{}' }, report('appended'));
	const [entry] = ledger.entries;
	const is = (to: number, json: string) => ledger.isAbout(entry!, { from: 0, to, json });
	expect(is(2, '{},{}')).toBe(true);
	expect(is(2, '{},{"a":1}')).toBe(false);
	expect(is(1, '{},{}')).toBe(false);
	expect(ledger.isAbout(entry!, undefined)).toBe(false);
});

test('the last request is the highest number, 0 where there is none', () => {
	const ledger = opened();
	expect(ledger.lastRequest).toBe(0);
	ledger.note('A', batch(0), report('appended', 3));
	ledger.note('B', batch(0), report('unknown', 12));
	ledger.note('C', batch(0), report('refused', 5));
	ledger.note('D', batch(0), report('notAppended', 20));
	expect(ledger.lastRequest).toBe(12);
});

test('who owns the entries sees what is noted', () => {
	const entries: LedgerEntry[] = [];
	opened(entries).note('A', batch(0), report('appended'));
	expect(entries).toHaveLength(1);
	opened(entries).note('A', batch(1), report('appended'));
	expect(entries).toHaveLength(2);
});
