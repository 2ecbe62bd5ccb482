import { ERRORS } from '../../nodes/Akkio/shared/errors';
import { readText } from './package.mts';
import { filesIn } from './tarball.mts';

/** The tables are of use only if a user finds a message in them, word for word. */
const page = readText('docs/troubleshooting.md');
const messages = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, message]) => message!);

/** All code: each message is there, in pieces where it is put together. */
let code: string;
beforeAll(async () => {
	const files = [...(await filesIn('nodes')), ...(await filesIn('credentials'))];
	code = files
		.filter(([file]) => file.endsWith('.ts'))
		.map(([, text]) => text)
		.join('\n')
		.replaceAll("\\'", "'");
});

/** Where a message is put together from pieces that are in the code each by itself. */
const SEAMS = /'…'|…|1,000|'(?=\[)|(?= in ')|: |, but | numeric$|^(?:Row … )?has |^'Rows' /;

test('every message in the tables is in the code', () => {
	expect(messages.length).toBeGreaterThan(60);
	const unknown = messages.filter((message) => {
		const pieces = message.split(SEAMS).map((piece) => piece.trim());
		const words = pieces.filter((piece) => /\w/.test(piece) && !/^(Row|NaN)$/.test(piece));
		return !words.every((piece) => code.includes(piece));
	});
	expect(unknown).toEqual([]);
});

test.each(ERRORS)('the tables have what is said of $name', ({ message }) => {
	const response = { statusCode: '…' as unknown as number, headers: {}, body: { status: '…' } };
	const context = { response, apiWords: '…', codes: [], blockedByN8n: '…', host: '…' };
	const said = message({ ...context, target: 'dataset …' });
	expect(messages).toContain(said);
});

/** Where the code says why a row, an item or a parameter cannot be used. */
const REASONS = [
	/(?:setInvalid\(row,|new InvalidRow\(|new InvalidJson\(|super\(|what:|fault\()\s*(['"`])(.+?)\1/g,
	/(?:NodeOperationError\(\s*\w+\.getNode\(\),|const message =)\s*(['"`])(.+?)\1/g,
];

test('the tables have every reason for which a row or a parameter cannot be used', () => {
	const found = REASONS.flatMap((pattern) => [...code.matchAll(pattern)]).map(
		([, , text]) => text!,
	);
	expect(found.length).toBeGreaterThan(25);
	const missing = found.filter((text) => {
		const [start = ''] = text.replace(/^\$\{[^}]*\}/, '').split(/ ?\$\{/);
		return /\w{2}/.test(start) && !messages.join('\n').includes(start.trim());
	});
	expect(missing).toEqual([]);
});

test("the README's lines are among them", () => {
	const [, section = ''] = readText('README.md').split('\n## Troubleshooting\n');
	const lines = [...section.split('\n## ')[0]!.matchAll(/^- `([^`]+)`/gm)];
	expect(lines).toHaveLength(7);
	expect(lines.map(([, message]) => message).filter((one) => !messages.includes(one!))).toEqual([]);
});
