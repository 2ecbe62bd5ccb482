/** What the package means to be, as ratios within one run, so that they hold on any machine. */
import type { CaseName } from './cases.mts';
import type { Data } from './rows.mts';
import type { Limit } from './job.mts';
import { PACED_ROWS, PARAMETER_ROWS } from './plan.mts';
import { most, scaledToPace, typical, type Results } from './results.mts';

export interface Target {
	title: string;
	most?: number;
	least?: number;
	measured: number;
	isMet: boolean;
}

/** Milliseconds between two starts at five a second, with the package's margin. */
const GAP_MS = 220;

/** Every target for which the results are there. */
export function targetsFor({ time, memory }: Results): Target[] {
	const find = (name: CaseName, count: number, limit: Limit = 'off', data: Data = 'generated') =>
		time.find(
			(one) => one.name === name && one.count === count && one.limit === limit && one.data === data,
		);
	const ms = (name: CaseName, count: number, limit: Limit = 'off') => {
		const found = find(name, count, limit);
		return found && found.runs.length > 0 ? typical(found, 'ms') : NaN;
	};
	const peak = (name: CaseName) => {
		const found = memory.find((one) => one.name === name);
		return found ? typical(found, 'peakBytes') : NaN;
	};
	const ours = time.filter(({ name }) => OURS.includes(name));
	const limited = find('automatic', 10_000, 'five');
	const single = find('automatic', 1);
	const sent = memory.find(({ name }) => name === 'automatic');
	const paced = find('fiveASecond', PACED_ROWS, 'five');

	const targets: Array<[title: string, bound: { most: number } | { least: number }, number]> = [
		[
			'requests beyond one for each 1,000 rows',
			{ most: 1 },
			Math.max(...ours.map((one) => most(one, 'requests') - Math.ceil(one.count / 1000))),
		],
		[
			"requests for a webhook's single row, columns known",
			{ most: 1 },
			single ? most(single, 'requests') : NaN,
		],
		[
			'50,000 rows, mapped automatically ÷ bare script',
			{ most: 1.5 },
			ms('automatic', 50_000) / ms('floor', 50_000),
		],
		[
			'10,000 rows, mapped automatically ÷ bare script',
			{ most: 2 },
			ms('automatic', 10_000) / ms('floor', 10_000),
		],
		[
			'10,000 rows, mapped by hand, own item only ÷ automatically',
			{ most: 1.5 },
			ms('columns', 10_000) / ms('automatic', 10_000),
		],
		[
			`other expressions, n8n's way per parameter ÷ ours (${PARAMETER_ROWS} rows)`,
			{ least: 5 },
			ms('byParameter', PARAMETER_ROWS) / ms('otherColumns', PARAMETER_ROWS),
		],
		[
			'mapped automatically, 100,000 rows ÷ 10,000 rows',
			{ most: 11 },
			ms('automatic', 100_000) / ms('automatic', 10_000),
		],
		[
			'peak memory for 100,000 rows, above the same without sending ÷ bytes sent',
			{ most: 3 },
			sent ? (peak('automatic') - peak('nothing')) / typical(sent, 'bytes') : NaN,
		],
		[
			'10,000 rows at five a second ÷ ((requests − 1) × 220 ms)',
			{ most: 1.15 },
			limited ? typical(limited, 'ms') / ((typical(limited, 'requests') - 1) * GAP_MS) : NaN,
		],
		[
			'10,000 rows, HTTP Request per item ÷ ours',
			{ least: 90 },
			ms('perItem', 10_000) / ms('automatic', 10_000),
		],
		[
			`10,000 rows at five a second, HTTP Request with batching ÷ ours (its time: ${PACED_ROWS} rows, scaled)`,
			{ least: 800 },
			(paced ? scaledToPace(paced, 10_000) : NaN) / ms('automatic', 10_000, 'five'),
		],
		[
			'50,000 rows, Aggregate → one HTTP Request ÷ ours',
			{ least: 6 },
			ms('aggregate', 50_000) / ms('automatic', 50_000),
		],
		[
			'requests on their way, and so sockets open, at once',
			{ most: 1 },
			Math.max(...ours.map((one) => most(one, 'sockets'))),
		],
		[
			'requests in any sliding second, where Akkio allows five',
			{ most: 5 },
			Math.max(
				...ours.filter(({ limit }) => limit === 'five').map((one) => most(one, 'inOneSecond')),
			),
		],
	];
	return targets
		.filter(([, , measured]) => Number.isFinite(measured))
		.map(([title, bound, measured]) => ({
			title,
			...bound,
			measured,
			isMet: isMet(bound, measured),
		}));
}

const OURS: CaseName[] = ['automatic', 'columns', 'otherColumns', 'json'];

const isMet = (bound: { most: number } | { least: number }, measured: number) =>
	'most' in bound ? measured <= bound.most : measured >= bound.least;
