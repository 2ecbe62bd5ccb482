/** Create with Return Existing; Append Rows finds and creates datasets in the same way. */
import { clock } from '../../nodes/Akkio/shared/clock';
import { CACHE_TTL_MS } from '../../nodes/Akkio/shared/constants';
import * as replies from '../support/akkio/replies.mts';
import type { StandInOptions } from '../support/akkio/server.mts';
import type { Run } from '../support/engine/run';
import { answering, FINE, HANG, jsonOf, KEY, stopButton } from '../support/engine/standIn';
import { useOperations } from './operations';

/** How much later it is than the clock says. It only rises, as time does. */
let later = 0;

function use(options: Partial<StandInOptions> = {}) {
	const operations = useOperations({ keys: [KEY, 'another-key'], ...options });
	beforeAll(() => {
		const { now } = clock;
		clock.now = () => now() + later;
	});
	const { akkio, credential, operate } = operations;
	const create = async (ifExists: string, name = 'Leads', more: Partial<Run> = {}) =>
		await operate({ operation: 'create', name, ifExists }, more);
	return {
		...operations,
		/** The dataset, or what keeps it from being found or created. */
		async find(name = 'Leads', apiKey = KEY) {
			const ran = await create('returnExisting', name, { credential: { ...credential(), apiKey } });
			const { message, description } = ran.error ?? {};
			return message ? { message, description } : jsonOf(ran)[0]!;
		},
		createAnother: async () => jsonOf(await create('createAnother'))[0],
		/** Somebody else creates one, and the list shows all there are. */
		createShown() {
			const { id } = akkio().datasets.create('Leads');
			for (let lists = 0; lists < 2; lists++) akkio().datasets.show();
			return id;
		},
	};
}

const CREATED = { id: expect.stringMatching(/^\w{20}$/), name: 'Leads', created: true };
const MAY_EXIST = {
	message: "A dataset named 'Leads' may just have been created",
	description: expect.stringContaining('does not create it again for 5 minutes'),
};
const LOST = {
	message: 'The connection to Akkio closed before it responded',
	description: expect.stringMatching(/^The dataset may have been created\. Check in Akkio/),
};
const TWO = { message: "Akkio has 2 datasets named 'Leads'" };
const FORBIDDEN = { message: 'Akkio denied access: Forbidden', description: expect.any(String) };
const FORBID = answering(replies.noAccess());

describe('the look-up', () => {
	const { akkio, asked, create, fail, find, names, operate, requests } = use();

	test('refuses a name that two share, with both IDs, and creates nothing when it fails', async () => {
		const ids = [create('Leads'), create('Leads')].sort().join(', ');
		const description = `Use the ID of one of them instead of the name: ${ids}.`;
		expect(await find()).toEqual({ ...TWO, description });
		fail(FORBID, 'list');
		expect(await find('Zoo')).toEqual(FORBIDDEN);
		expect(names()).toEqual(['Leads', 'Leads']);
	});

	test('creates anew what was deleted in Akkio, however lately it was seen', async () => {
		const { id } = (await find()) as { id: string };
		akkio().datasets.delete(id);
		requests();
		expect(await find()).toEqual(CREATED);
		expect(requests()).toEqual(['GET', `GET ${id}`, 'POST Leads']);
	});

	test('happens once for all who ask at the same time; a refusal of one is not that of the next', async () => {
		fail(answering(replies.failed('quota exceeded')), 'create');
		const all = await Promise.all(Array.from({ length: 5 }, async () => await find()));
		// On a busy computer another one may come first, or ask when the others have their answer.
		expect(all.map(({ created, message }) => String(created ?? message)).sort()).toEqual([
			...['Akkio rejected the request: quota exceeded', 'false', 'false', 'false', 'true'],
		]);
		expect(requests().filter((one) => one !== 'GET')).toEqual(['POST Leads', 'POST Leads']);
	});

	test('creates nothing for a run that is stopped while it waits for another', async () => {
		fail(HANG, 'create');
		const requestOptions = { timeout: 300 };
		const first = operate({ operation: 'create', name: 'Leads', requestOptions });
		await asked(1);
		const { onStart, stop } = stopButton();
		const second = operate({ operation: 'create', name: 'Leads' }, { onStart });
		stop();
		await second;
		expect(requests()).toEqual(['GET', 'POST Leads']);
		await first;
		expect(names()).toEqual([]);
	});
});

describe('a list that does not show a new dataset yet', () => {
	const { akkio, createShown, fail, find, names, requests } = use({ listDelay: 2 });

	test('makes no twin of it, for its own account', async () => {
		const { id } = (await find()) as { id: string };
		const known = { id, name: 'Leads', created: false };
		expect([await find(), await find(), await find()]).toEqual([known, known, known]);
		const ofId = ['GET', `GET ${id}`];
		expect(requests()).toEqual(['GET', 'POST Leads', ...ofId, ...ofId, 'GET']);
		akkio().datasets.delete(id);
		expect(await find()).toEqual(CREATED);
		expect(await find('Leads', 'another-key')).toEqual(CREATED);
		expect(names()).toEqual(['Leads', 'Leads']);
	});

	test('hides neither that it was renamed, nor another of its name, nor that it cannot be read', async () => {
		const { id } = (await find()) as { id: string };
		fail(FORBID, 'get');
		expect(await find()).toEqual(FORBIDDEN);
		akkio().datasets.get(id)!.name = 'Archive';
		expect(await find()).toEqual(CREATED);
		createShown();
		expect(await find()).toMatchObject(TWO);
		expect(names()).toEqual(['Archive', 'Leads', 'Leads']);
	});
});

describe('a lost answer', () => {
	const { createAnother, fail, find, names, requests } = use();
	const loseAnswer = (kind: 'cut' | 'writeThenCut') => fail({ kind }, 'create');

	test('is found out by a second look', async () => {
		loseAnswer('writeThenCut');
		const all = await Promise.all([find(), find()]);
		expect(all.map(({ created }) => created).sort()).toEqual([false, true]);
		expect(names()).toEqual(['Leads']);
		expect(requests().slice(0, 3)).toEqual(['GET', 'POST Leads', 'GET']);
	});

	test('keeps all from creating it where the second look finds nothing, for five minutes', async () => {
		loseAnswer('cut');
		const all = await Promise.all([find(), find(), find()]);
		const messages = [LOST, MAY_EXIST, MAY_EXIST];
		expect(all.sort((a, b) => (String(a.message) < String(b.message) ? 1 : -1))).toEqual(messages);
		expect(await find()).toEqual(MAY_EXIST);
		expect(requests().filter((one) => one !== 'GET')).toEqual(['POST Leads']);
		later += CACHE_TTL_MS;
		expect(await find()).toEqual(CREATED);
		expect(names()).toEqual(['Leads']);
	});

	test('is unknown where the second look fails, and no longer matters when the dataset shows', async () => {
		fail([FINE, FORBID], 'list');
		loseAnswer('writeThenCut');
		expect(await find()).toEqual(LOST);
		expect(await find()).toEqual({ ...CREATED, created: false });
	});

	test('does not keep Create Another from creating, and one of its own is remembered', async () => {
		loseAnswer('cut');
		expect(await createAnother()).toBeUndefined();
		expect(await find()).toEqual(MAY_EXIST);
		expect(await createAnother()).toEqual(CREATED);
	});
});
