/**
 * `npm run akkio -- --port 8920 --key demo`: a stand-in for Akkio's API, which keeps everything in memory
 * and stays up until Ctrl-C.
 */
import { parseArgs } from 'node:util';

import { startStandIn } from './server.mts';

const { port, key } = parseArgs({
	options: {
		port: { type: 'string', default: '8920' },
		key: { type: 'string', default: 'demo' },
	},
}).values;
const { baseUrl, pageUrl, stop } = await startStandIn({ keys: [key], port: Number(port) });
console.log(`A stand-in for Akkio is running. Ctrl-C ends it, and what it stores goes with it.

  Base URL for the credential  ${baseUrl}
  API key for the credential   ${key}
  What it stores               ${pageUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
