/** Puts what was measured into docs/benchmarks.md, with its chart. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { ROOT } from '../support/root.mts';
import { idealMs, scaledMs } from './figures.mts';
import { WAYS } from './job.mts';
import type { Result } from './measure.mts';
import { figureTable, resultTables } from './print.mts';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
const CHART = join(ROOT, 'docs', 'images', 'benchmarks.svg');
/** What lies between them is written anew. */
const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];

/**
 * @param engine measured on n8n's engine alone
 * @param n8n measured in a real n8n
 */
export async function writePage(
	engine: Result[],
	n8n: { version: string; results: Result[] },
	rounds: number,
): Promise<void> {
	const processor = cpus()[0]?.model ?? 'an unnamed processor';
	const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
	const parts = [
		`Measured with n8n ${n8n.version}, Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} cores of ${processor}, ${memory} of memory; medians of ${rounds} runs.`,
		figureTable([...engine, ...n8n.results.filter(({ isFresh }) => isFresh)]),
		"### n8n's engine alone",
		resultTables(engine),
		'### A real n8n, and the alternatives',
		resultTables(n8n.results),
	];
	const page = readFileSync(PAGE, 'utf8');
	const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
	writeFileSync(PAGE, `${before}${BEGIN}\n\n${parts.join('\n\n')}\n\n${END}${after}`);
	writeFileSync(CHART, `${await drawChart(engine, n8n.results)}\n`);
}

/** As far from white as from GitHub's dark background: 4.4 to 1. */
const TEXT = '#777d83';
const COLORS = { 'this node': '#2f81f7', ideal: '#b58a2b', "n8n's own nodes": '#8b949e' };
const ROWS = 10_000;

interface Bar {
	way: string;
	seconds: number;
	label: string;
	whose: keyof typeof COLORS;
}

/** The time for 10,000 rows at five requests a second, as SVG. */
async function drawChart(engine: Result[], n8n: Result[]): Promise<string> {
	const paced = n8n.filter(({ perSecond }) => perSecond === 5);
	const bars = paced.map(({ way, ...result }): Bar => {
		const one = { way, ...result };
		const ms = way === 'perItem' ? scaledMs(one, ROWS) : one.ms;
		return toBar(WAYS[way], ms, way === 'automatic' ? 'this node' : "n8n's own nodes");
	});
	const ours = engine.find(
		({ way, count, perSecond, answerAfterMs }) =>
			way === 'automatic' && count === ROWS && perSecond === 5 && answerAfterMs === 0,
	)!;
	bars.push(toBar('As few requests as possible, nothing else', idealMs(ours), 'ideal'));
	const view = new View(parse(compile(specOf(bars)).spec), { renderer: 'none' });
	return await view.toSVG();
}

function toBar(way: string, ms: number, whose: Bar['whose']): Bar {
	const seconds = ms / 1000;
	const label = seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds.toFixed(1)} s`;
	return { way, seconds, label, whose };
}

/** Where the bars begin: a log scale has no 0. */
const FROM = 0.1;

function specOf(bars: Bar[]): TopLevelSpec {
	const x = {
		...{ field: 'seconds', type: 'quantitative', title: null },
		scale: { type: 'log', domain: [FROM, 6000] },
		axis: {
			values: [0.1, 1, 10, 60, 600],
			labelExpr: "datum.value >= 60 ? datum.value / 60 + ' min' : datum.value + ' s'",
		},
	};
	const color = {
		...{ field: 'whose', type: 'nominal', title: null, legend: { orient: 'top' } },
		scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
	};
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title:
			'10,000 rows into a dataset at five requests a second: time on a log scale, less is better',
		background: 'transparent',
		data: { values: [...bars].sort((a, b) => a.seconds - b.seconds) },
		...{ width: 420, height: { step: 24 } },
		encoding: { y: { field: 'way', type: 'nominal', sort: null, title: null }, x },
		layer: [
			{ mark: { type: 'bar', cornerRadiusEnd: 2 }, encoding: { x2: { datum: FROM }, color } },
			{
				mark: { type: 'text', align: 'left', dx: 5, color: TEXT },
				encoding: { text: { field: 'label' } },
			},
		],
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
