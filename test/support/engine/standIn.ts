import { startStandIn, type StandIn, type StandInOptions } from '../akkio/server.mts';
import { useFastClock } from './fastClock';
import { run, type Ran, type Run } from './run';
import { randomKey, spellingsIn } from './secrets.mts';

/** Long and odd enough that finding it anywhere means that it leaked. */
export const KEY = randomKey();

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
export const byName = (value: string) => ({ __rl: true, mode: 'name', value });
export const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ n, name: `Person ${n}` }));

/** Append Rows against a stand-in of its own for each test of a file, with the package's waits sped up. */
export function useStandIn(options: Partial<StandInOptions> = {}) {
	let akkio: StandIn;
	useFastClock();
	beforeEach(async () => (akkio = await startStandIn({ keys: [KEY], ...options })));
	afterEach(async () => await akkio.stop());

	const settingUp = (dataset: object, choices: object = {}) => ({
		credential: { apiKey: KEY, baseUrl: akkio.baseUrl },
		parameters: { operation: 'appendRows', dataset, options: choices } as Run['parameters'],
	});
	const appends = () => akkio.requests.filter(({ method }) => method === 'POST');
	return {
		akkio: () => akkio,
		/** Parameters and credential of Append Rows into a dataset, with what the user chose in Options. */
		settingUp,
		/** Runs Append Rows; nothing that n8n would store may hold the key. */
		async append(dataset: object, items: object[], more: Partial<Run> = {}): Promise<Ran> {
			const ran = await run({ ...settingUp(dataset), items: items as Run['items'], ...more });
			expect(spellingsIn(ran.stored, KEY)).toEqual([]);
			return ran;
		},
		create: (name = 'Leads') => akkio.datasets.create(name).id,
		rowsOf: (id: string) => akkio.datasets.get(id)!.rows,
		appends,
		/** How many rows each append carried, in the order in which they came. */
		batches: () => appends().map(({ body }) => (body as { rows: unknown[] }).rows.length),
	};
}
