import { ERRORS } from '../../nodes/Akkio/shared/errors';
import { readText } from './package.mts';
import { readTexts, type Text } from './texts';

/** The tables are of use only if a user finds a message in them, word for word. */
const page = readText('docs/troubleshooting.md');
const messages = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, message]) => message!);

let texts: Text[];
beforeAll(async () => {
	texts = await readTexts();
});

/** A text of the code with anything for its values, after what it is said of. */
const patternOf = (text: string) =>
	new RegExp(`^(?:(?:Row|Item) … |'Rows' )?${text.split('…').map(escapeRegExp).join('.+')}$`);
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is said of a row: "has … in '…'", put together from the faults that the code has. */
const isFaults = (message: string) =>
	/^(?:Row …|'Rows') has /.test(message) &&
	message
		.split(/^(?:Row …|'Rows') has | in '…'|: …|, but /)
		.every(
			(part) =>
				/^(…|NaN|a function)?$/.test(part) || texts.some(({ text }) => text.startsWith(part)),
		);

test('every message in the tables is in the code', () => {
	expect(messages.length).toBeGreaterThan(75);
	const patterns = texts
		.filter(({ kind }) => kind === 'message' || kind === 'phrase')
		.filter(({ text }) => text.replace(/[^a-z]/gi, '').length > 6)
		.map(({ text }) => patternOf(text));
	const isKnown = (message: string) => patterns.some((pattern) => pattern.test(message));
	expect(messages.filter((one) => !isKnown(one) && !isFaults(one))).toEqual([]);
});

test.each(ERRORS)('the tables have what is said of $name', ({ message }) => {
	const response = { statusCode: '…' as unknown as number, headers: {}, body: { status: '…' } };
	const context = { response, apiWords: '…', codes: [], blockedByN8n: '…', host: '…' };
	const said = message({ ...context, target: 'dataset …' });
	expect(messages).toContain(said);
});

test('the tables have every message of the code', () => {
	const found = texts.filter(({ kind }) => kind === 'message' || kind === 'phrase');
	const isThere = ({ kind, text }: Text) => {
		const words = new RegExp(text.split('…').map(escapeRegExp).join('.*'));
		const pattern = kind === 'message' ? patternOf(text) : words;
		return messages.some((one) => pattern.test(one));
	};
	expect(found.filter((one) => !isThere(one)).map(({ text }) => text)).toEqual([]);
});

test("the README's lines are among them", () => {
	const [, section = ''] = readText('README.md').split('\n## Troubleshooting\n');
	const lines = [...section.split('\n## ')[0]!.matchAll(/^- `([^`]+)`/gm)];
	expect(lines).toHaveLength(7);
	expect(lines.map(([, message]) => message).filter((one) => !messages.includes(one!))).toEqual([]);
});
