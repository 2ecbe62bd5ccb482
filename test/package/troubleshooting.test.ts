import { FAILURES } from '../../nodes/Akkio/shared/failures';
import { readText } from './package.mts';
import { filesIn } from './tarball.mts';

/** The table of messages is of use only if a user's message is found in it, word for word. */
const table = readText('docs/troubleshooting.md');
const messages = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, message]) => message!);

/** All code, with … in place of what differs. */
let code: string;
beforeAll(async () => {
	const files = [...(await filesIn('nodes')), ...(await filesIn('credentials'))];
	const sources = files.filter(([file]) => file.endsWith('.ts')).map(([, text]) => text);
	code = sources.join('\n');
});

/** Where a message is put together, from pieces that are in the code each by itself. */
const SEAMS = /'…'|…|(?= in ')|(?<=\bfields?) (?=without a column)/;

test('every message in the table is said somewhere in the code', () => {
	expect(messages.length).toBeGreaterThan(40);
	const unsaid = messages.filter((message) => {
		const pieces = message.replace(/^Row … (has )?(NaN )?/, '').split(SEAMS);
		const words = pieces.map((piece) => piece.trim()).filter((piece) => /\w/.test(piece));
		return words.length === 0 || !words.every((piece) => code.includes(piece));
	});
	expect(unsaid).toEqual([]);
});

test.each(FAILURES)('the table has what is said of $name', ({ message }) => {
	const answer = { statusCode: '…' as unknown as number, headers: {}, body: { status: '…' } };
	const said = message({ answer, codes: [], heldBack: '…', host: '…', dataset: '…' });
	expect(messages.some((one) => said.startsWith(one))).toBe(true);
});

test('the table has every reason for which a row cannot be sent', () => {
	const phrases = [...code.matchAll(/new Unfit\(\s*['`](has|is) ([^'`]*)/g)];
	const known = messages.join('\n');
	const unknown = phrases
		.map(([, verb, rest]) => `${verb} ${rest!.replace(/\$\{.*/, '').trim()}`)
		.filter((phrase) => !known.includes(phrase));
	expect(unknown).toEqual([]);
});
