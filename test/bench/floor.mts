/** The floor: what a bare script takes for the same batches, with the HTTP client that n8n uses. */
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

const OPTIONS = {
	headers: { 'content-type': 'application/json' },
	maxRedirects: 0,
	maxBodyLength: Infinity,
};
/** As many of the generated rows as fit into 1,000,000 bytes. */
const ROWS_PER_REQUEST = 3_600;

async function send({ data, count, baseUrl, apiKey }: Job) {
	const rows = rowsOf(data, count);
	begin();
	for (let from = 0; from < rows.length; from += ROWS_PER_REQUEST) {
		const body = { id: data, rows: rows.slice(from, from + ROWS_PER_REQUEST), api_key: apiKey };
		const bytes = Buffer.from(JSON.stringify(body));
		const response = await axios.post(`${baseUrl}/datasets`, bytes, OPTIONS);
		if (response.data.status !== 'success') throw new Error(response.data.status);
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
