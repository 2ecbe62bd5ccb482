import { Ledger, type LedgerEntry } from '../../../../nodes/Akkio/append/ledger';
import type { Row } from '../../../../nodes/Akkio/append/rows';
import { sendGroups } from '../../../../nodes/Akkio/append/send';
import { Unfit } from '../../../../nodes/Akkio/append/unfit';
import type { Failure } from '../../../../nodes/Akkio/shared/explain';

const BAD = new Unfit('is no good', 'Mend it');
const row = (n: number): Row => ({ n });
const TOO_MANY: Failure = { name: 'tooMany', rows: 'notAppended', message: 'no', description: '' };
const INVALID: Failure = { ...TOO_MANY, name: 'invalid' };
const LOST: Failure = { ...TOO_MANY, name: 'noAnswer', rows: 'unknown' };

/** Sends rows, of which some are unfit; what was given stays the same, whatever of it can be sent. */
async function sent(
	rows: Array<Row | Unfit>,
	answers: Array<Failure | undefined>,
	{ goOn = true, again = false, entries = [] as LedgerEntry[], perRequest = 100 } = {},
) {
	const requests: string[] = [];
	const group = {
		datasetId: 'A',
		rows,
		sources: rows.map((_, n) => ({ given: n })),
		hasUnfit: rows.some((row) => row instanceof Unfit),
		nameOf: (index: number) => `Row ${index + 1}`,
	};
	const [reports] = await sendGroups([group], {
		async send(_id, { pieces }) {
			requests.push(pieces.join().replace(/[^\d,]/g, ''));
			return answers[requests.length - 1];
		},
		limits: { rows: perRequest, bytes: 1000 },
		goOn,
		sendUnknownAgain: again,
		ledger: new Ledger(entries, (json) => json),
	});
	const told = reports!.map(({ outcome, failure }) => failure?.message ?? outcome);
	return { requests, told, entries };
}

test('going on, rows that cannot be sent cost no request, and have an account of their own', async () => {
	const { requests, told } = await sent([BAD, row(1), BAD, row(3), BAD], []);
	expect(requests).toEqual(['1,3']);
	expect(told).toEqual([
		'Row 1 is no good',
		'appended',
		'Row 3 is no good',
		'appended',
		'Row 5 is no good',
	]);
});

test('stopping, nothing is sent, and each row says why', async () => {
	const { requests, told } = await sent([row(0), BAD, row(2), BAD], [], { goOn: false });
	expect(requests).toEqual([]);
	expect(told).toEqual([
		'Row 2 is no good',
		'Row 2 is no good',
		'Row 2 is no good',
		'Row 4 is no good',
	]);
});

test('a batch is full when it has as many rows as it may, those that are skipped not counted', async () => {
	const rows = [row(0), BAD, row(2), BAD, BAD, row(5)];
	expect((await sent(rows, [], { perRequest: 2 })).requests).toEqual(['0,2', '5']);
});

test('an invalid row is still found among those that are skipped', async () => {
	const rows = [row(0), BAD, row(2), BAD];
	const { requests, told } = await sent(rows, [INVALID, undefined, INVALID]);
	expect(requests).toEqual(['0,2', '0', '2']);
	expect(told).toEqual(['appended', 'Row 2 is no good', 'no', 'Row 4 is no good']);
});

test('halves are halves of what was sent: the same rows never go twice', async () => {
	const rows = [row(0), row(1), BAD, BAD, BAD];
	const { requests, told } = await sent(rows, [INVALID, undefined, INVALID]);
	expect(requests).toEqual(['0,1', '0', '1']);
	expect(told.slice(0, 3)).toEqual(['appended', 'no', 'Row 3 is no good']);
});

describe('the ledger', () => {
	const rows = [row(0), BAD, row(2), row(3)];

	test('a row that was skipped is not taken for sent by the next try', async () => {
		const { entries } = await sent(rows, [undefined, TOO_MANY], { perRequest: 2 });
		expect(entries).toMatchObject([{ from: 0, to: 3, skipped: [1], outcome: 'appended' }]);
		const { requests, told } = await sent(rows, [], { entries, perRequest: 2 });
		expect(requests).toEqual(['3']);
		expect(told).toEqual(['appended', 'Row 2 is no good', 'appended', 'appended']);
	});

	test('a row that can be sent by now is, and what was sent around it stays known', async () => {
		const { entries } = await sent(rows, [undefined, TOO_MANY], { perRequest: 2 });
		const mended = [row(0), row(1), row(2), row(3)];
		const second = await sent(mended, [undefined, TOO_MANY], { entries, perRequest: 2 });
		expect(second.requests).toEqual(['1', '3']);
		expect(second.told).toEqual(['appended', 'appended', 'appended', 'no']);
		const third = await sent(mended, [], { entries, perRequest: 2 });
		expect(third.requests).toEqual(['3']);
		expect(third.told).toEqual(['appended', 'appended', 'appended', 'appended']);
	});

	test('a row that was sent, and could not be by now, is told as sent', async () => {
		const all = [row(0), row(1), row(2)];
		const { entries } = await sent(all, [undefined, TOO_MANY], { perRequest: 2 });
		const { requests, told } = await sent([row(0), BAD, row(2)], [], { entries, goOn: false });
		expect(requests).toEqual(['2']);
		expect(told).toEqual(['appended', 'appended', 'appended']);
	});

	test('what is in doubt stays so, whether or not it could be sent again', async () => {
		const { entries } = await sent([row(0), row(1)], [LOST]);
		const options = { entries, again: true };
		const { requests, told } = await sent([row(0), BAD], [TOO_MANY], options);
		expect(requests).toEqual(['0']);
		expect(told).toEqual(['no', 'no']);
		expect(entries.map(({ from, to, outcome }) => [from, to, outcome])).toEqual([
			[1, 2, 'unknown'],
			[0, 2, 'unknown'],
		]);
	});
});
