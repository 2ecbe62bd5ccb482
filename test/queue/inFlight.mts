import { readFile } from 'node:fs/promises';

import type { Fault } from '../support/akkio/faults.mts';
import { executions } from '../support/n8n/executions.mts';
import type { N8n } from '../support/n8n/n8n.mts';
import { until } from '../support/n8n/running.mts';
import { callWebhook, type Row } from '../support/n8n/stories.mts';
import type { Cluster } from './cluster.mts';

/** A call of the webhook in the middle of its work: one append acknowledged, another in flight. */
export interface InFlight {
	/** Three requests' worth. */
	rows: Row[];
	/** What the caller will be told. */
	answer: Promise<Response>;
	execution: string;
	/** Who is at work on it. */
	worker: N8n;
	/** How many appends have come to Akkio so far. */
	appends(): number;
	stored(): Row[];
}

/** Calls the webhook with 2,500 rows; the second append meets the fault. */
export async function inFlight(cluster: Cluster, name: string, fault: Fault): Promise<InFlight> {
	const { akkio, main, workers, cookie } = cluster;
	const rows = Array.from({ length: 2500 }, (_, n) => ({ call: name, n }));
	const isIts = ({ body }: { body: any }) => body?.rows?.[0]?.call === name;
	const appends = () => akkio.requests.filter(isIts).length;
	const stored = () => cluster.stored().filter(({ call }) => call === name);

	akkio.faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio.faults.next({ on: 'append', fault });
	const answer = callWebhook(main, rows);
	await until(() => appends() === 2 && stored().length === 1000);
	const execution = (await executions({ n8n: main, cookie }, 'running'))[0]!.id;
	const logs = await Promise.all(workers.map(async ({ log }) => await readFile(log, 'utf8')));
	const worker = workers[logs.findIndex((log) => log.includes(`started execution ${execution} `))]!;
	return { rows, answer, execution, worker, appends, stored };
}
