/** `AKKIO_API_KEY=… npm run test:live`: what is believed about Akkio, checked against the real one. */
import { checkFacts, factsWithout, type Result } from './check.mts';
import { PREDICTIONS } from './facts.mts';

const key = process.env.AKKIO_API_KEY?.trim();
const AKKIO = 'https://api.akkio.com/v1';
const baseUrl = (process.env.AKKIO_BASE_URL?.trim() || AKKIO).replace(/\/+$/, '');
const modelId = process.env.AKKIO_MODEL_ID?.trim() || undefined;
const MARKS = { held: '✓', violated: '✗', learned: '?' };

if (!key) {
	stop(
		'Put the key of an Akkio account into AKKIO_API_KEY: this makes one dataset there, and deletes it.',
	);
}
if (!URL.canParse(baseUrl)) stop('AKKIO_BASE_URL is not a web address.');

const results: Result[] = [];
const count = (outcome: Result['outcome']) =>
	results.filter((one) => one.outcome === outcome).length;
const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());

console.log(`Checking ${new URL(baseUrl).host}. What it costs there:
  one dataset with at most a dozen rows, deleted at the end; no model is changed
  ${modelId ? `${PREDICTIONS} predictions of the plan, one for each row` : 'no prediction: that would take a model, in AKKIO_MODEL_ID'}
  50 to 150 requests in half a minute to three minutes, fewer than five a second; workflows that use the
  same account meanwhile share that limit and may get a 429
Ctrl-C ends it early and deletes the dataset.
`);
const { requests, leftBehind } = await checkFacts({ baseUrl, key, modelId }, print, stopped.signal);
console.log(`
${count('held')} facts held, ${count('violated')} did not, ${count('learned')} questions were answered. Not checked: ${factsWithout(results).join(', ')}.
${requests} requests were sent. The numbers are those of test/support/akkio/FACTS.md. If anything did not hold or was learned, it belongs there.`);
if (leftBehind) {
	console.log(`A dataset named "${leftBehind}" may have been left behind: delete it in Akkio.`);
}
process.exitCode = count('violated') > 0 || stopped.signal.aborted ? 1 : 0;

function print(result: Result): void {
	results.push(result);
	const { number, description, outcome, details } = result;
	console.log(`${MARKS[outcome]} ${number.padEnd(4)} ${description}`);
	if (details) console.log(`       ${details}`);
}

function stop(sentence: string): never {
	console.error(sentence);
	process.exit(1);
}
