import { sendGroups, type Group, type Sending } from '../../../../nodes/Akkio/append/send';
import type { Failure } from '../../../../nodes/Akkio/shared/explain';

const failure = (more: Partial<Failure> = {}): Failure => ({
	name: 'tooMany',
	rows: 'notAppended',
	message: 'Too many',
	description: 'Wait',
	...more,
});

/** Two datasets of three and two rows, in batches of two, with `answers` in the order of requests. */
async function sent(goOn: boolean, ...answers: Array<Failure | undefined>) {
	const groups: Group[] = [
		{ datasetId: 'A', rows: [{ n: 1 }, { n: 2 }, { n: 3 }] },
		{ datasetId: 'B', rows: [{ n: 4 }, { n: 5 }] },
	];
	const requests: string[] = [];
	const sending: Sending = {
		rowsPerRequest: 2,
		goOn,
		async send(id, rows) {
			requests.push(`${id} ${rows.map(({ n }) => n).join(' ')}`);
			return answers[requests.length - 1];
		},
	};
	const reports = await sendGroups(groups, sending);
	return {
		requests,
		reports: reports.map((ofGroup) =>
			ofGroup.map(({ outcome, request }) => `${outcome} ${request}`),
		),
		failures: reports.flat().map((report) => report.failure),
	};
}

test('every row is sent once, in order, and reported with its request', async () => {
	const { requests, reports } = await sent(false);
	expect(requests).toEqual(['A 1 2', 'A 3', 'B 4 5']);
	expect(reports).toEqual([
		['appended 1', 'appended 1', 'appended 2'],
		['appended 3', 'appended 3'],
	]);
});

test('without going on, the first failure is the last request, and the rest is reported as not sent', async () => {
	const stop = failure({ rows: 'unknown' });
	const { requests, reports, failures } = await sent(false, undefined, stop);
	expect(requests).toEqual(['A 1 2', 'A 3']);
	expect(reports).toEqual([
		['appended 1', 'appended 1', 'unknown 2'],
		['notAppended undefined', 'notAppended undefined'],
	]);
	expect(failures).toEqual([undefined, undefined, stop, stop, stop]);
});

test('going on, a failure costs its own batch only', async () => {
	const { requests, reports } = await sent(true, failure({ rows: 'refused' }));
	expect(requests).toEqual(['A 1 2', 'A 3', 'B 4 5']);
	expect(reports).toEqual([
		['refused 1', 'refused 1', 'appended 2'],
		['appended 3', 'appended 3'],
	]);
});

test('going on, a failure that ends its dataset leaves the other one alone', async () => {
	const { requests, reports } = await sent(true, failure({ ends: 'dataset' }));
	expect(requests).toEqual(['A 1 2', 'B 4 5']);
	expect(reports).toEqual([
		['notAppended 1', 'notAppended 1', 'notAppended undefined'],
		['appended 2', 'appended 2'],
	]);
});

test('going on, a failure that ends the run ends it for every dataset', async () => {
	const { requests, reports } = await sent(true, undefined, failure({ ends: 'run' }));
	expect(requests).toEqual(['A 1 2', 'A 3']);
	expect(reports[1]).toEqual(['notAppended undefined', 'notAppended undefined']);
});
