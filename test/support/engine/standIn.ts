import { sleep, type IDataObject } from 'n8n-workflow';

import { clock } from '../../../nodes/Akkio/shared/clock';
import type { Fault } from '../akkio/faults.mts';
import * as replies from '../akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../akkio/server.mts';
import { run, type Ran, type Run } from './run';
import { randomKey, spellingsIn } from './secrets.mts';

/** Long and odd enough that finding it anywhere means that it leaked. */
export const KEY = randomKey();

/** n8n's ways to run the node: all items at once, or one by one; as a node, or as an agent's tool. */
export const WAYS = ['akkio', 'akkioByRouting'] as const;
export const TOOLS = ['akkioTool', 'akkioByRoutingTool'] as const;

export const CONTINUE = { settings: { onError: 'continueRegularOutput' } } as const;
export const ERROR_OUTPUT = { settings: { onError: 'continueErrorOutput' } } as const;
export const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

export const FINE: Fault = { kind: 'slow', ms: 0 };
export const HANG: Fault = { kind: 'hang' };
/** Processed, and no answer. */
export const CUT: Fault = { kind: 'writeThenCut' };
export const answering = (reply: replies.Reply): Fault => ({ kind: 'answer', reply });
/** Nobody waits for a minute and more. */
export const RATE_LIMIT = answering(replies.tooMany(61));

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
export const byName = (value: string) => ({ __rl: true, mode: 'name', value });
export const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ n, name: `Person ${n}` }));
export const jsonOf = ({ outputs }: Pick<Ran, 'outputs'>, output = 0): IDataObject[] =>
	(outputs[output] ?? []).map(({ json }) => json);
export const pairsOf = ({ outputs }: Pick<Ran, 'outputs'>, output = 0) =>
	(outputs[output] ?? []).map(({ pairedItem }) => pairedItem);
/** So many items, each paired with its own input. */
export const pairs = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));

/** Mapping Mode JSON, and Map Each Column Manually. */
export const json = (jsonRows: unknown) => ({ dataMode: 'json', jsonRows });
export const columns = (value: object) => ({
	dataMode: 'defineBelow',
	columns: { mappingMode: 'defineBelow', value },
});

/** How much faster the package's time runs, so that tests meet its real waits without waiting. */
const SPEED = 100;

/** Append Rows against a stand-in of its own for each test of a file, with the package's waits sped up. */
export function useStandIn(options: Partial<StandInOptions> = {}) {
	let akkio: StandIn;
	const real = { ...clock };
	beforeAll(() => {
		clock.now = () => real.now() * SPEED;
		clock.sleep = async (ms, signal) => await real.sleep(ms / SPEED, signal);
	});
	afterAll(() => Object.assign(clock, real));
	beforeEach(async () => (akkio = await startStandIn({ keys: [KEY], ...options })));
	afterEach(async () => await akkio.stop());

	const settingUp = (dataset: object, choices: object = {}, more: object = {}) => ({
		credential: { apiKey: KEY, baseUrl: akkio.baseUrl },
		parameters: {
			...{ operation: 'appendRows', dataset, options: choices },
			...more,
		} as Run['parameters'],
	});
	const appends = () => akkio.requests.filter(({ method }) => method === 'POST');
	const create = (name = 'Leads') => akkio.datasets.create(name).id;
	const append = async (dataset: object, items: object[], more: Partial<Run> = {}) => {
		const ran = await run({ ...settingUp(dataset), items: items as Run['items'], ...more });
		expect(spellingsIn(ran.stored, KEY)).toEqual([]);
		return ran;
	};
	return {
		akkio: () => akkio,
		/** Parameters and credential of Append Rows into a dataset, with what the user chose in Options. */
		settingUp,
		/** Runs Append Rows; nothing that n8n would store may hold the key. */
		append,
		/** The same with what the user chose in Options, and with the main output's JSON in the result. */
		async send(dataset: object, items: object[], choices: object = {}, more: Partial<Run> = {}) {
			const ran = await append(dataset, items, { ...settingUp(dataset, choices), ...more });
			return { ...ran, jsons: jsonOf(ran), outcomes: jsonOf(ran).map(({ outcome }) => outcome) };
		},
		/** Plans what becomes of the next appends, or of others. */
		fail: (
			faults: Fault | Fault[],
			on: 'append' | 'create' | 'get' | 'list' | 'delete' = 'append',
		) => [faults].flat().forEach((fault) => akkio.faults.next({ on, fault })),
		create,
		/** A dataset that has these rows. */
		filled(...rows: object[]): string {
			const id = create();
			akkio.datasets.append(id, rows);
			return id;
		},
		rowsOf: (id: string) => akkio.datasets.get(id)!.rows,
		/** All datasets, oldest first. */
		namesAndRows: () => akkio.datasets.list().map(({ name, rows }) => [name, rows.length]),
		appends,
		/** How many rows each append carried, in the order in which they came. */
		batches: () => appends().map(({ body }) => (body as { rows: unknown[] }).rows.length),
		/** Waits until so many requests were asked. */
		async asked(count: number, requests = appends) {
			while (requests().length < count) await sleep(1);
		},
	};
}

/** What n8n's Stop button does with a run that is given `onStart`. */
export function stopButton() {
	let stop = () => {};
	return { onStart: (cancel: () => void) => void (stop = cancel), stop: () => stop() };
}
