const { readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const { rowsOf } = require('../rows.mts');

// The flag cannot be given to an n8n that somebody else starts.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

let begun;

/** Starts from a clean heap; Linux forgets a process's peak when asked so. */
function begin() {
	collectGarbage();
	if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
	begun = { time: performance.now(), bytes: process.memoryUsage.rss() };
}

/** How long it took, and how far the memory rose at its peak; not on Linux the peak of the whole life. */
function end() {
	const ms = performance.now() - begun.time;
	if (process.platform !== 'linux') {
		return { ms, peakBytes: process.resourceUsage().maxRSS * 1024 - begun.bytes };
	}
	const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
	return { ms, peakBytes: Number(kilobytes) * 1024 - begun.bytes };
}

/** Behind the webhook it puts out as many rows as that asks for; at the end it says what they took. */
class Bench {
	description = {
		displayName: 'Bench',
		name: 'bench',
		group: ['input'],
		version: 1,
		description: 'The rows of the benchmark, and what it measured',
		defaults: { name: 'Bench' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const { count, way } = this.getInputData()[0].json.body ?? {};
		if (!count) return [[{ json: end() }]];
		const items = rowsOf(count, way).map((json) => ({ json, pairedItem: { item: 0 } }));
		begin();
		return [items];
	}
}

module.exports = { Bench, begin, end };
