import { Ledger, type LedgerEntry } from '../../../../nodes/Akkio/append/ledger';
import type { Row } from '../../../../nodes/Akkio/append/rows';
import { sendGroups } from '../../../../nodes/Akkio/append/send';
import type { Failure } from '../../../../nodes/Akkio/shared/explain';

const ROWS = [1, 2, 3, 4].map((n) => ({ n }));
const failure = (rows: Failure['rows'], more: Partial<Failure> = {}): Failure => ({
	name: 'x',
	rows,
	message: rows,
	description: '',
	...more,
});

/** Sends four rows, two a request; `answers` in the order of requests. */
async function tried(
	entries: LedgerEntry[],
	sendUnknownAgain: boolean,
	answers: Array<Failure | undefined>,
	goOn = false,
	{ rows = ROWS as Row[], perRequest = 2 } = {},
) {
	const requests: string[] = [];
	const [reports] = await sendGroups(
		[{ datasetId: 'A', rows, hasUnfit: true, sources: rows, nameOf: String }],
		{
			async send(_id, { pieces }) {
				requests.push(pieces.join().replace(/[^\d,]/g, ''));
				return answers[requests.length - 1];
			},
			limits: { rows: perRequest, bytes: 1000 },
			goOn,
			sendUnknownAgain,
			ledger: new Ledger(entries, (json) => json),
		},
	);
	return { requests, reports: reports!.map(({ outcome, request }) => `${outcome} ${request}`) };
}

const places = (entries: LedgerEntry[]) =>
	entries.map(({ from, to, outcome }) => `${from}–${to} ${outcome}`).sort();

/** A first try: rows 1 and 2 appended, the rest of unknown outcome. */
async function firstTry(): Promise<LedgerEntry[]> {
	const entries: LedgerEntry[] = [];
	const { reports } = await tried(entries, true, [undefined, failure('unknown')]);
	expect(reports).toEqual(['appended 1', 'appended 1', 'unknown 2', 'unknown 2']);
	return entries;
}

test('what is unknown is sent again, what was appended is not', async () => {
	const entries = await firstTry();
	const { requests, reports } = await tried(entries, true, []);
	expect(requests).toEqual(['3,4']);
	expect(reports).toEqual(['appended 1', 'appended 1', 'appended 3', 'appended 3']);
	expect(places(entries)).toEqual(['0–2 appended', '2–4 appended']);
});

test('unless the user chose so, what is unknown is not sent again', async () => {
	const { requests, reports } = await tried(await firstTry(), false, []);
	expect(requests).toEqual([]);
	expect(reports.slice(2)).toEqual(['unknown 2', 'unknown 2']);
});

test.each(['notAppended', 'refused', 'unknown'] as const)(
	'sent again and %s, it stays unknown: the earlier try may have arrived',
	async (rows) => {
		const entries = await firstTry();
		const { reports } = await tried(entries, true, [failure(rows)]);
		expect(reports.slice(2)).toEqual(['unknown 2', 'unknown 2']);
		expect(places(entries)).toEqual(['0–2 appended', '2–4 unknown']);
	},
);

test('stopped before it was sent again, it stays unknown, and the ledger knows', async () => {
	const entries: LedgerEntry[] = [];
	await tried(entries, true, [failure('unknown'), failure('unknown')], true);
	const stop = failure('notAppended', { name: 'stoppedBefore', ends: 'run', unsent: true });
	const { requests, reports } = await tried(entries, true, [stop]);
	expect(requests).toEqual(['1,2']);
	expect(reports).toEqual(['unknown 1', 'unknown 1', 'unknown 2', 'unknown 2']);
	expect(places(entries)).toEqual(['0–2 unknown', '2–4 unknown']);
});

test('stopped in the middle of what was unknown, the ledger still knows each part', async () => {
	const rows = [1, 2, 3, 4, 5, 6].map((n) => ({ n }));
	const entries: LedgerEntry[] = [];
	await tried(entries, true, [failure('unknown')], false, { rows, perRequest: 6 });
	const { requests } = await tried(entries, true, [undefined, failure('refused')], false, { rows });
	expect(requests).toEqual(['1,2', '3,4']);
	expect(places(entries)).toEqual(['0–2 appended', '2–4 unknown', '4–6 unknown']);
});

test('after a stop, a row without JSON is not sent like the others', async () => {
	const rows = [{ n: 1 }, { n: 2n }, { n: 3 }];
	const { reports } = await tried([], true, [failure('notAppended')], false, {
		rows,
		perRequest: 1,
	});
	expect(reports).toEqual(['notAppended 1', 'notAppended undefined', 'notAppended undefined']);
});

test('halved, both halves stay unknown', async () => {
	const entries = await firstTry();
	const tooLarge = failure('notAppended', { name: 'tooLarge' });
	const { requests, reports } = await tried(entries, true, [
		tooLarge,
		undefined,
		failure('refused'),
	]);
	expect(requests).toEqual(['3,4', '3', '4']);
	expect(reports.slice(2)).toEqual(['appended 4', 'unknown 2']);
	expect(places(entries)).toEqual(['0–2 appended', '2–3 appended', '3–4 unknown']);
});

test('refused rows are not sent again, whatever the user chose for unknown ones', async () => {
	const entries: LedgerEntry[] = [];
	await tried(entries, true, [failure('refused')]);
	const { requests, reports } = await tried(entries, true, []);
	expect(requests).toEqual(['3,4']);
	expect(reports).toEqual(['refused 1', 'refused 1', 'appended 2', 'appended 2']);
});
