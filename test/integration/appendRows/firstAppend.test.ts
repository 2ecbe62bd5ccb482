import { clock } from '../../../nodes/Akkio/shared/clock';
import * as replies from '../../support/akkio/replies.mts';
import { retry } from '../../support/engine/run';
import { byId, useStandIn } from '../../support/engine/standIn';

const options = { parsingDelay: 0, now: () => clock.now() };
const { akkio, append, appends, create, settingUp } = useStandIn(options);

const MISSING = /Akkio does not show these columns, .*: b$/m;

/** A dataset to which another n8n process appends its first rows just after this one has looked. */
function createContested(): string {
	const { datasets } = akkio();
	const id = create();
	const describe = datasets.describe.bind(datasets);
	datasets.describe = (one) => {
		const shown = describe(one);
		datasets.describe = describe;
		datasets.append(id, [{ a: 0 }]);
		return shown;
	};
	return id;
}

test('where another process set the columns first, the hint and each item name those that are missing', async () => {
	const { outputs, hints } = await append(byId(createContested()), [{ a: 1, b: 1 }]);
	expect(outputs[0]![0]!.json).toMatchObject({
		outcome: 'appended',
		warning: expect.stringMatching(MISSING) as string,
	});
	expect(hints.join('\n')).toMatch(MISSING);
});

test('a run that fails afterwards names them in its error, and its retry names them again', async () => {
	const id = createContested();
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio().faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.serverFault() } });
	const { credential, parameters } = settingUp(byId(id), { batchSize: 1 });
	const ran = await append(
		byId(id),
		[
			{ a: 1, b: 1 },
			{ a: 2, b: 2 },
		],
		{ parameters },
	);
	expect(ran.error!.description).toMatch(/Akkio does not show these columns, .*: b\b/);

	const again = await retry(ran, {
		credential,
		parameters,
		settings: { onError: 'continueRegularOutput' },
	});
	expect(appends()).toHaveLength(2);
	expect(again.outputs[0]!.map(({ json }) => [json.outcome, json.warning])).toEqual([
		['appended', expect.stringMatching(MISSING)],
		['unknown', undefined],
	]);
	expect(again.hints.join('\n')).toMatch(MISSING);
});

test('a retry sets the columns of all items, not only of those that are still missing', async () => {
	akkio().faults.next({ on: 'append', fault: { kind: 'cut' } });
	const id = create();
	const { credential, parameters } = settingUp(byId(id), { batchSize: 1 });
	const ran = await append(byId(id), [{ a: 1, b: 1 }, { a: 2 }], { parameters });
	await retry(ran, { credential, parameters });
	expect(
		akkio()
			.datasets.get(id)!
			.fields.map(({ name }) => name),
	).toEqual(['a', 'b']);
});

describe('while Akkio parses', () => {
	beforeAll(() => (options.parsingDelay = 5_000));

	test('a run that relies on the columns of another run names those that are missing, too', async () => {
		const id = createContested();
		const all = await Promise.all([1, 2].map(async (a) => await append(byId(id), [{ a, b: a }])));
		for (const { hints } of all) expect(hints.join('\n')).toMatch(MISSING);
	});
});

describe('where Akkio parses for a minute', () => {
	beforeAll(() => (options.parsingDelay = 60_000));

	test('the hint says that it does not show the columns', async () => {
		const { hints } = await append(byId(create()), [{ a: 1, b: 1 }]);
		expect(hints.join('\n')).toMatch(/Akkio does not show these columns, .*: a, b$/m);
	});
});
