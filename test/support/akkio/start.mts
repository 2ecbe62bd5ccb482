/** `npm run akkio -- --port 8920 --key demo`: a stand-in for Akkio that stays up until Ctrl-C. */
import { parseArgs } from 'node:util';

import { startStandIn } from './server.mts';

const HELP = `npm run akkio -- [options]

Runs a stand-in for Akkio's API on this computer. It keeps everything in memory.

  --port <number>                  the port, 8920 unless given
  --key <text>                     the API key it takes, demo unless given; may be repeated
  --requests-per-second <number>   answer 429 above that; no limit unless given
  --parsing-delay <ms>             show appended rows only after that; at once unless given
  --training-ms <ms>               how long a training takes; no time unless given
  --help                           this text`;

try {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8920' },
			key: { type: 'string', multiple: true, default: ['demo'] },
			'requests-per-second': { type: 'string', default: 'Infinity' },
			'parsing-delay': { type: 'string', default: '0' },
			'training-ms': { type: 'string', default: '0' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) console.log(HELP);
	else await run(values);
} catch (error) {
	console.error(`${(error as Error).message}\n${HELP}`);
	process.exitCode = 1;
}

async function run(values: Record<string, string | string[] | boolean>): Promise<void> {
	const numberOf = (flag: string) => {
		const number = Number(values[flag]);
		if (!(number >= 0)) throw new Error(`--${flag} is a number, not "${String(values[flag])}".`);
		return number;
	};
	const keys = values.key as string[];
	const { baseUrl, pageUrl, stop } = await startStandIn({
		...{ keys, port: numberOf('port') },
		requestsPerSecond: numberOf('requests-per-second'),
		parsingDelay: numberOf('parsing-delay'),
		trainingMs: numberOf('training-ms'),
	});
	console.log(`A stand-in for Akkio is running. Ctrl-C ends it, and what it stores goes with it.

  Base URL for the credential  ${baseUrl}
  API key for the credential   ${keys.join(' or ')}
  What it stores               ${pageUrl}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}
