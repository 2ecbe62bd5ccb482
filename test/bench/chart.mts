/** Draws what `bench:n8n` measured, readable on white and on a dark background. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { isOther, isScript, sendsNothing, TITLES, type CaseName } from './cases.mts';
import { PACED_ROWS } from './plan.mts';
import { scaledToPace, typical, type Result, type Results } from './results.mts';

/** As far from white as from GitHub's dark background: 4.4 to 1. */
const TEXT = '#777d83';
const COLOURS = { 'this node': '#2f81f7', 'only sending': '#b58a2b', 'other nodes': '#8b949e' };

const ROWS = 10_000;
const FREE = 'Nothing limits';
const PACED = 'Akkio allows five requests a second';

interface Bar {
	way: string;
	seconds: number;
	label: string;
	whose: keyof typeof COLOURS;
}

/** The time for 10,000 generated rows by each way, as SVG. */
export async function chartOf({ time }: Results): Promise<string> {
	const ran = time.filter(({ data, runs }) => data === 'generated' && runs.length > 0);
	const free = ran
		.filter(({ limit, count }) => limit === 'off' && count === ROWS)
		.filter(({ name }) => !sendsNothing(name));
	const paced = ran.filter(
		({ name, limit, count }) =>
			limit === 'five' && count === (name === 'fiveASecond' ? PACED_ROWS : ROWS),
	);
	const pacedBars = paced.map((result) => barOf(result, scaledToPace(result, ROWS)));
	const freeBars = free.map((result) => barOf(result, typical(result, 'ms')));
	const view = new View(parse(compile(specOf(freeBars, pacedBars)).spec), { renderer: 'none' });
	return await view.toSVG();
}

function barOf({ name }: Result, ms: number): Bar {
	return { way: TITLES[name], seconds: ms / 1000, label: inWords(ms / 1000), whose: whose(name) };
}

function whose(name: CaseName): Bar['whose'] {
	if (isScript(name) || name === 'sending') return 'only sending';
	return isOther(name) ? 'other nodes' : 'this node';
}

function inWords(seconds: number): string {
	if (seconds >= 120) return `${Math.round(seconds / 60)} min`;
	return `${seconds >= 10 ? seconds.toFixed(0) : seconds.toFixed(2)} s`;
}

function specOf(free: Bar[], paced: Bar[]): TopLevelSpec {
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: '10,000 rows of ten columns into a dataset: time in n8n, on a log scale, less is better',
		background: 'transparent',
		vconcat: [panel(FREE, free), panel(PACED, paced)],
		config: {
			font: 'system-ui, sans-serif',
			view: { stroke: null },
			title: { color: TEXT, anchor: 'start', fontSize: 13 },
			axis: {
				...{ labelColor: TEXT, labelFontSize: 12, labelLimit: 0 },
				...{ gridColor: TEXT, gridOpacity: 0.25, domain: false, ticks: false },
			},
			legend: { labelColor: TEXT, labelFontSize: 12 },
			text: { fontSize: 12 },
		},
	} as unknown as TopLevelSpec;
}

/** Where the bars begin: a log scale has no 0. */
const FROM = 0.01;
const AXIS = "datum.value >= 60 ? datum.value / 60 + ' min' : datum.value + ' s'";

function panel(title: string, bars: Bar[]): object {
	const x = {
		...{ field: 'seconds', type: 'quantitative', title: null },
		scale: { type: 'log', domain: [FROM, 6000] },
		axis: { values: [0.01, 0.1, 1, 10, 60, 600], labelExpr: AXIS, grid: true },
	};
	const color = {
		...{ field: 'whose', type: 'nominal', title: null, legend: { orient: 'top' } },
		scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) },
	};
	const text = { field: 'label' };
	return {
		title,
		data: { values: [...bars].sort((a, b) => a.seconds - b.seconds) },
		...{ width: 420, height: { step: 24 } },
		encoding: { y: { field: 'way', type: 'nominal', sort: null, title: null }, x },
		layer: [
			{ mark: { type: 'bar', cornerRadiusEnd: 2 }, encoding: { x2: { datum: FROM }, color } },
			{ mark: { type: 'text', align: 'left', dx: 5, color: TEXT }, encoding: { text } },
		],
	};
}
