/** The floor: what a bare script takes for the same batches, with the HTTP client that n8n uses. */
import { Agent } from 'node:http';
import { createRequire } from 'node:module';

import type { Job } from './job.mts';
import { rowsOf } from './rows.mts';
import { begin, end } from './stopwatch.mts';

const [home] = process.argv.slice(2) as [string];
const axios = createRequire(createRequire(home).resolve('n8n-core'))('axios') as Axios;

/** Only what is used here: the types of n8n's axios are not at hand in every n8n. */
interface Axios {
	post(url: string, body: Buffer, options: object): Promise<{ data: { status: string } }>;
}

/** n8n's helper opens a connection for each request, and so does `floor`; `keptFloor` keeps one. */
const AGENTS = { floor: new Agent(), keptFloor: new Agent({ keepAlive: true }) };

const OPTIONS = {
	headers: { 'content-type': 'application/json' },
	maxRedirects: 0,
	maxBodyLength: Infinity,
};

async function send({ name, data, count, baseUrl, apiKey }: Job) {
	const options = { ...OPTIONS, httpAgent: AGENTS[name as keyof typeof AGENTS] };
	const rows = rowsOf(data, count);
	begin();
	for (let from = 0; from < rows.length; from += 1000) {
		const body = { id: data, rows: rows.slice(from, from + 1000), api_key: apiKey };
		const bytes = Buffer.from(JSON.stringify(body));
		const answer = await axios.post(`${baseUrl}/datasets`, bytes, options);
		if (answer.data.status !== 'success') throw new Error(answer.data.status);
	}
	return end();
}

process.on('message', (job: Job) =>
	send(job).then(
		(measured) => process.send!(measured),
		(error: Error) => process.send!({ failed: String(error) }),
	),
);
process.on('disconnect', () => process.exit());
process.send!('ready');
