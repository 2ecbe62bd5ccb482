/** `AKKIO_API_KEY=… npm run test:live`: what is believed about Akkio, checked against the real one. */
import { checkFacts, type Finding } from './check.mts';

const key = process.env.AKKIO_API_KEY?.trim();
const baseUrl = process.env.AKKIO_BASE_URL?.trim() || 'https://api.akkio.com/v1';
const MARKS = { held: '✓', broken: '✗', learned: '?', notAsked: '–' };

if (!key) {
	stop(
		'Put the key of an Akkio account into AKKIO_API_KEY: this makes one dataset there, and deletes it.',
	);
}
if (!URL.canParse(baseUrl)) stop('AKKIO_BASE_URL is not a web address.');

const counts = { held: 0, broken: 0, learned: 0, notAsked: 0 };
const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());

console.log(
	`Checking ${new URL(baseUrl).host} with a dataset of its own, at less than five requests a second.\n`,
);
const left = await checkFacts({ baseUrl, key }, print, stopped.signal);
console.log(`
${counts.held} facts held, ${counts.broken} did not, ${counts.learned} questions were answered, ${counts.notAsked} were not asked.
The numbers are those of test/support/akkio/FACTS.md. If anything did not hold or was learned, it belongs there.`);
if (left) console.log(`A dataset named "${left}" may have been left behind: delete it in Akkio.`);
process.exitCode = counts.broken > 0 || stopped.signal.aborted ? 1 : 0;

function print({ number, says, came, words }: Finding): void {
	counts[came] += 1;
	console.log(`${MARKS[came]} ${number.padEnd(4)} ${says}${words ? `\n       ${words}` : ''}`);
}

function stop(sentence: string): never {
	console.error(sentence);
	process.exit(1);
}
