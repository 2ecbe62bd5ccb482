/** `npm run akkio -- --port 8920 --key demo`: a stand-in for Akkio that stays up until Ctrl-C. */
import { parseArgs } from 'node:util';

import { startStandIn } from './server.mts';

const HELP = `npm run akkio -- [options]

Runs a stand-in for Akkio's v1 API on this computer. It keeps everything in memory.

  --port <number>                  the port, 8920 unless given
  --key <text>                     the API key it takes, demo unless given; may be repeated
  --requests-per-second <number>   answer 429 above that; no limit unless given
  --parsing-delay <ms>             show appended rows only after that; at once unless given
  --extra-fields drop|keep|refuse  values that are no field of their dataset; drop unless given
  --help                           this text`;

try {
	await run();
} catch (error) {
	console.error(`${(error as Error).message}\nSee npm run akkio -- --help.`);
	process.exitCode = 1;
}

async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8920' },
			key: { type: 'string', multiple: true, default: ['demo'] },
			'requests-per-second': { type: 'string' },
			'parsing-delay': { type: 'string' },
			'extra-fields': { type: 'string', default: 'drop' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return console.log(HELP);

	const numberOf = (flag: 'port' | 'requests-per-second' | 'parsing-delay') => {
		const text = values[flag];
		if (text === undefined || /^\d+$/.test(text)) return text === undefined ? text : Number(text);
		throw new Error(`--${flag} is a whole number, not "${text}".`);
	};
	const extraFields = (['drop', 'keep', 'refuse'] as const).find(
		(choice) => choice === values['extra-fields'],
	);
	if (!extraFields) throw new Error('--extra-fields is drop, keep or refuse.');
	const standIn = await startStandIn({
		keys: values.key,
		port: numberOf('port'),
		requestsPerSecond: numberOf('requests-per-second'),
		parsingDelay: numberOf('parsing-delay'),
		extraFields,
	});
	console.log(`A stand-in for Akkio is running. Ctrl-C ends it, and what it stores goes with it.

  Base URL for the credential  ${standIn.baseUrl}
  API key for the credential   ${values.key.join(' or ')}
  What it stores               ${standIn.pageUrl}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => standIn.stop());
}
