/** `npm run akkio -- --port 8920 --key demo`: a stand-in for Akkio that stays up until Ctrl-C. */
import { parseArgs } from 'node:util';

import { startStandIn } from './server.mts';
import type { StandInOptions } from './server.mts';

const HELP = `npm run akkio -- [options]

Runs a stand-in for Akkio's v1 API on this computer. It keeps everything in memory.

  --port <number>                  the port, 8920 unless given
  --key <text>                     the API key it takes, demo unless given; may be repeated
  --requests-per-second <number>   answer 429 above that; no limit unless given
  --extra-fields drop|keep|refuse  values that are no field of their dataset; drop unless given
  --help                           this text`;

/** A mistake in the command line, in one sentence. */
class Mistake extends Error {}

try {
	const options = readOptions();
	if (options === undefined) console.log(HELP);
	else await run(options);
} catch (error) {
	console.error(sentence(error));
	process.exitCode = 1;
}

async function run(options: StandInOptions): Promise<void> {
	const standIn = await startStandIn(options);
	console.log(`A stand-in for Akkio is running. Ctrl-C ends it, and what it stores goes with it.

  Base URL for the credential  ${standIn.baseUrl}
  API key for the credential   ${options.keys.join(' or ')}
  What it stores               ${standIn.pageUrl}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => standIn.stop());
}

/** What the command line asks for, undefined for --help. Throws a Mistake. */
function readOptions(): StandInOptions | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '8920' },
			key: { type: 'string', multiple: true, default: ['demo'] },
			'requests-per-second': { type: 'string' },
			'extra-fields': { type: 'string', default: 'drop' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;

	const perSecond = values['requests-per-second'];
	const extraFields = values['extra-fields'];
	if (extraFields !== 'drop' && extraFields !== 'keep' && extraFields !== 'refuse') {
		throw new Mistake(`--extra-fields is drop, keep or refuse, not "${extraFields}".`);
	}
	if (values.key.some((key) => key === '' || key !== key.trim())) {
		throw new Mistake('--key takes text without white space around it.');
	}
	return {
		keys: values.key,
		port: wholeNumber('--port', values.port, 0, 65535),
		extraFields,
		...(perSecond !== undefined && {
			requestsPerSecond: wholeNumber('--requests-per-second', perSecond, 1, 1000),
		}),
	};
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
	const number = Number(text);
	if (/^\d+$/.test(text) && number >= least && number <= most) return number;
	throw new Mistake(`${flag} is a whole number from ${least} to ${most}, not "${text}".`);
}

function sentence(error: unknown): string {
	if (error instanceof Mistake) return error.message;
	const { code = '', message } = error as NodeJS.ErrnoException;
	if (code === 'EADDRINUSE') return 'The port is taken: choose another one with --port.';
	if (code === 'EACCES') return 'This port may not be used: choose another one with --port.';
	if (code.startsWith('ERR_PARSE_ARGS')) return `${message.split('. ')[0]}: see --help.`;
	return `The stand-in did not start: ${message}`;
}
