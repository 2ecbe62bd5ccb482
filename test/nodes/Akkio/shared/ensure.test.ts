import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INode } from 'n8n-workflow';

import { clock } from '../../../../nodes/Akkio/shared/clock';
import { createDataset } from '../../../../nodes/Akkio/shared/createDataset';
import { ensureDataset } from '../../../../nodes/Akkio/shared/ensure';
import { REMEMBER_FOR } from '../../../../nodes/Akkio/shared/limits';
import { datasetNamed } from '../../../../nodes/Akkio/shared/named';
import * as replies from '../../../support/akkio/replies.mts';
import type { StandIn, StandInOptions } from '../../../support/akkio/server.mts';
import { nodeTypes } from '../../../support/engine/nodeTypes';
import { additionalData, node } from '../../../support/engine/run';
import { KEY, useStandIn } from '../../../support/engine/standIn';

/** Whoever asks for datasets, with this key. */
function callerOf({ baseUrl }: StandIn, apiKey = KEY) {
	const akkio: INode = {
		...node('Akkio', 'akkio'),
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
	};
	const workflow = new Workflow({ nodes: [akkio], connections: {}, active: false, nodeTypes });
	return new LoadOptionsContext(workflow, akkio, additionalData({ apiKey, baseUrl }), '');
}

/** How much later it is than the clock says. It only rises, as time does. */
let later = 0;

/** A stand-in for each test, and what the tests do with it. */
function use(options: Partial<StandInOptions> = {}) {
	const standIn = useStandIn(options);
	const { akkio } = standIn;
	beforeAll(() => {
		const { now } = clock;
		clock.now = () => now() + later;
	});
	return {
		...standIn,
		ensure: async (name = 'Leads', key = KEY) =>
			await ensureDataset(callerOf(akkio(), key), name, 0),
		/** What it throws, in words. */
		refused: async (name = 'Leads') => {
			const error = await ensureDataset(callerOf(akkio()), name, 0).catch((e: unknown) => e);
			const { message, description } = error as Error & { description: string };
			return { message, description };
		},
		names: () =>
			akkio()
				.datasets.list()
				.map(({ name }) => name),
		/** What was asked so far, since it was last asked for. */
		requests: () =>
			akkio()
				.requests.splice(0)
				.map(({ method, query }) => (query.id ? `${method} one` : method)),
	};
}

const CREATED = { id: expect.stringMatching(/^\w{20}$/), name: 'Leads', created: true };
const DOUBT = {
	message: "A dataset named 'Leads' may just have been created",
	description: expect.stringContaining('none is created for the next 5 minutes'),
};
const LOST = {
	message: 'The connection to Akkio was cut before an answer came',
	description: expect.stringMatching(/^The dataset may have been created\. Look before/),
};

describe('the look-up', () => {
	const { akkio, create, ensure, refused, names, requests } = use();

	test('a name that nobody has is created, after one look', async () => {
		expect(await ensure()).toEqual(CREATED);
		expect(names()).toEqual(['Leads']);
		expect(requests()).toEqual(['GET', 'POST']);
	});

	test('a dataset of that name is taken, white space around its name aside', async () => {
		const id = create(' Leads ');
		expect(await ensure()).toEqual({ id, name: ' Leads ', created: false });
		expect(requests()).toEqual(['GET']);
	});

	test('capital letters make another name', async () => {
		create('leads');
		expect(await ensure()).toEqual(CREATED);
		expect(names()).toEqual(['leads', 'Leads']);
	});

	test('an ID where the name belongs is taken for what it is', async () => {
		const id = create();
		expect(await ensure(id)).toEqual({ id, name: 'Leads', created: false });
	});

	test('a name that two share is refused with both ids', async () => {
		const ids = [create(), create()].sort().join(', ');
		expect(await refused()).toEqual({
			message: "Akkio has 2 datasets named 'Leads'",
			description: `Give the ID of one of them instead of the name: ${ids}`,
		});
		expect(names()).toHaveLength(2);
	});

	test('what was deleted in Akkio is created anew, however lately it was seen', async () => {
		const { id } = await ensure();
		akkio().datasets.delete(id);
		requests();
		expect(await ensure()).toEqual(CREATED);
		expect(requests()).toEqual(['GET', 'GET one', 'POST']);
	});

	test('a look that fails creates nothing', async () => {
		akkio().faults.next({ on: 'list', fault: { kind: 'answer', reply: replies.wrongKey() } });
		expect((await refused()).message).toBe('Akkio does not know this API key');
		expect(requests()).toEqual(['GET']);
	});
});

describe('at the same time', () => {
	const { akkio, create, ensure, names, requests } = use();
	const times = (count: number) => Array.from({ length: count }, (_, index) => index);

	test('ten who ask for one name get one dataset, for one look and one creation', async () => {
		const all = await Promise.all(times(10).map(async () => await ensure()));
		expect(names()).toEqual(['Leads']);
		expect(new Set(all.map(({ id }) => id)).size).toBe(1);
		expect(all.map(({ created }) => created)).toEqual([true, ...Array(9).fill(false)]);
		expect(requests()).toEqual(['GET', 'POST']);
	});

	test('ten who ask for a name that is there cost one look', async () => {
		create();
		await Promise.all(times(10).map(async () => await ensure()));
		expect(requests()).toEqual(['GET']);
	});

	test('who asks for other names gets other datasets', async () => {
		const all = await Promise.all(times(4).map(async (index) => await ensure(`Leads ${index}`)));
		expect(all.every(({ created }) => created)).toBe(true);
		expect(names().sort()).toEqual(['Leads 0', 'Leads 1', 'Leads 2', 'Leads 3']);
	});

	test('who asks later looks again', async () => {
		await ensure();
		await ensure();
		expect(requests()).toEqual(['GET', 'POST', 'GET']);
	});

	test('who is stopped while waiting creates nothing', async () => {
		const signal = { aborted: false };
		const stopped = Object.assign(callerOf(akkio()), { getExecutionCancelSignal: () => signal });
		akkio().faults.next({ on: 'create', fault: { kind: 'slow', ms: 60 } });
		const first = ensure();
		const second = ensureDataset(stopped, 'Leads', 0);
		signal.aborted = true;
		await expect(second).rejects.toThrow('The execution was stopped');
		expect(await first).toEqual(CREATED);
		expect(requests()).toEqual(['GET', 'POST']);
	});

	test('a refusal of one is not that of the next', async () => {
		const reply = replies.failed('quota exceeded');
		akkio().faults.next({ on: 'create', fault: { kind: 'answer', reply } });
		const [first, second] = await Promise.allSettled([ensure(), ensure()]);
		expect(first).toMatchObject({ reason: { message: 'Akkio refused: quota exceeded' } });
		expect(second).toEqual({ status: 'fulfilled', value: CREATED });
	});
});

describe('a list that does not show a new dataset yet (U7)', () => {
	const { akkio, ensure, refused, names, requests } = use({ listDelay: 2, keys: [KEY, 'other'] });
	/** A request to the page gives the stand-in time to work. */
	const untilRead = async () => {
		while (!akkio().requests.some(({ query }) => query.id)) await fetch(akkio().pageUrl);
	};

	test('makes no twin of it', async () => {
		const { id } = await ensure();
		for (const seen of ['GET', 'GET', 'shown']) {
			expect([seen, await ensure()]).toEqual([seen, { id, name: 'Leads', created: false }]);
		}
		expect(names()).toEqual(['Leads']);
		expect(requests()).toEqual(['GET', 'POST', 'GET', 'GET one', 'GET', 'GET one', 'GET']);
	});

	test('does not bring back what was deleted', async () => {
		const { id } = await ensure();
		akkio().datasets.delete(id);
		expect(await ensure()).toEqual(CREATED);
		expect(names()).toEqual(['Leads']);
	});

	test('is not asked about what was deleted a second time', async () => {
		const { id } = await ensure();
		akkio().datasets.delete(id);
		requests();
		const look = async () => await datasetNamed(callerOf(akkio()), 'Leads', 0);
		expect([await look(), await look()]).toEqual([undefined, undefined]);
		expect(requests()).toEqual(['GET', 'GET one', 'GET']);
	});

	test('does not make what was created meanwhile forgotten', async () => {
		const { id } = await ensure();
		akkio().datasets.delete(id);
		akkio().faults.next({ on: 'get', fault: { kind: 'writeThenSlow', ms: 60 } });
		const look = datasetNamed(callerOf(akkio()), 'Leads', 0);
		await untilRead();
		const another = await createDataset(callerOf(akkio()), 'Leads');
		expect(await look).toBeUndefined();
		expect(await ensure()).toMatchObject({
			...(another as { value: object }).value,
			created: false,
		});
	});

	test('does not hide that it was renamed', async () => {
		akkio().datasets.get((await ensure()).id)!.name = 'Archive';
		expect(await ensure()).toEqual(CREATED);
		expect(names()).toEqual(['Archive', 'Leads']);
	});

	test('does not hide it behind another of its name', async () => {
		const another = akkio().datasets.create('Leads');
		const { id } = await ensure();
		akkio().datasets.show();
		const { message, description } = await refused();
		expect(message).toBe("Akkio has 2 datasets named 'Leads'");
		expect(description).toContain(`${another.id}, ${id}`);
	});

	test('creates nothing as long as it cannot be read', async () => {
		await ensure();
		akkio().faults.next({ on: 'get', fault: { kind: 'answer', reply: replies.noAccess() } });
		expect((await refused()).message).toBe('Akkio does not let this organization use its API');
		expect(names()).toEqual(['Leads']);
	});

	test('is kept in mind for the account it belongs to', async () => {
		await ensure();
		expect(await ensure('Leads', 'other')).toEqual(CREATED);
	});
});

describe('a lost answer (E7)', () => {
	const { akkio, ensure, refused, names, requests } = use();
	const loseAnswer = (kind: 'cut' | 'writeThenCut') =>
		akkio().faults.next({ on: 'create', fault: { kind } });

	test('is found out by a second look', async () => {
		loseAnswer('writeThenCut');
		const all = await Promise.all([ensure(), ensure()]);
		expect(all.map(({ created }) => created)).toEqual([true, false]);
		expect(names()).toEqual(['Leads']);
		expect(requests()).toEqual(['GET', 'POST', 'GET']);
	});

	test('is a doubt where the second look finds nothing', async () => {
		loseAnswer('cut');
		expect(await refused()).toEqual(LOST);
		expect(requests()).toEqual(['GET', 'POST', 'GET']);
	});

	test('is a doubt where the second look fails', async () => {
		akkio().faults.next({ on: 'list', fault: { kind: 'slow', ms: 0 } });
		akkio().faults.next({ on: 'list', fault: { kind: 'answer', reply: replies.noAccess() } });
		loseAnswer('writeThenCut');
		expect(await refused()).toEqual(LOST);
	});

	test('keeps those who wait, and those who come later, from creating it', async () => {
		loseAnswer('cut');
		expect(await Promise.all([refused(), refused(), refused()])).toEqual([LOST, DOUBT, DOUBT]);
		expect(await refused()).toEqual(DOUBT);
		expect(requests()).toEqual(['GET', 'POST', 'GET', 'GET']);
		expect(names()).toEqual([]);
	});

	test('no longer matters when the dataset shows', async () => {
		loseAnswer('cut');
		await refused();
		const { id } = akkio().datasets.create('Leads');
		expect(await ensure()).toEqual({ id, name: 'Leads', created: false });
	});

	test('is forgotten after five minutes', async () => {
		loseAnswer('cut');
		await refused();
		later += REMEMBER_FOR;
		expect(await ensure()).toEqual(CREATED);
	});
});

describe('creating, whatever others are called', () => {
	const { akkio, ensure, refused, names } = use({ listDelay: 1 });
	const createAnother = async () => await createDataset(callerOf(akkio()), 'Leads');

	test('makes a twin, and the twin is known', async () => {
		const { id } = akkio().datasets.create('Leads');
		const created = await createAnother();
		const twin = akkio().datasets.list()[1]!.id;
		expect(created).toEqual({ ok: true, value: { id: twin, name: 'Leads' } });
		expect(twin).not.toBe(id);
		expect(await ensure()).toEqual({ id: twin, name: 'Leads', created: false });
	});

	test('is not kept from it by a doubt, and leaves one behind', async () => {
		akkio().faults.next({ on: 'create', fault: { kind: 'writeThenCut' } });
		expect(await createAnother()).toMatchObject({ ok: false, failure: LOST });
		expect(await refused()).toEqual(DOUBT);
		await createAnother();
		expect(names()).toEqual(['Leads', 'Leads']);
	});
});
