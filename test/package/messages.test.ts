import { ERRORS } from '../../nodes/Akkio/shared/errors';
import { readText } from './package.mts';
import { readTexts, type Text } from './texts';

/** Every text of the package that a user may read, as n8n's own nodes would put it. */
const texts = readTexts();
const messages = texts.filter(({ kind }) => kind === 'message');
const descriptions = texts.filter(({ kind }) => kind === 'description');

/** Those that do not pass, with their places. */
const failing = (all: readonly Text[], isGood: (text: string) => boolean) =>
	all.filter(({ text }) => !isGood(text)).map(({ place, text }) => `${place} ${text}`);

/** Addresses and code have dots and question marks of their own. */
const sentencesOf = (text: string) =>
	text
		.replace(/https?:\/\/[^\s)]+\w|\{\{.*?\}\}|\be\.g\.|\.\.\./g, '…')
		.split(/(?<=[.?])\s+/)
		.filter((sentence) => /\w|…/.test(sentence));

test('a message is one sentence on what happened, without a period', () => {
	expect(messages.length).toBeGreaterThan(60);
	const isOne = (text: string) => sentencesOf(text).length === 1 && !/[.!?]$/.test(text);
	expect(failing(messages, isOne)).toEqual([]);
});

test('a description is one to three sentences on what to do', () => {
	expect(descriptions.length).toBeGreaterThan(40);
	const isGood = (text: string) => /^[A-Z'…]/.test(text) && /[.?…]$/.test(text);
	const isShort = (text: string) => sentencesOf(text).length <= 3;
	expect(failing(descriptions, (text) => isGood(text) && isShort(text))).toEqual([]);
});

test('no text has more than 250 characters', () => {
	expect(failing(texts, (text) => text.length <= 250)).toEqual([]);
});

test('no text holds the key', () => {
	const isKey = ({ values }: Text) => /api_?key|credential/i.test(values.join(' '));
	expect(texts.filter(isKey).map(({ place }) => place)).toEqual([]);
});

/** Words that say less than n8n's own. */
const WORDS = `unfit|complaint|ledger|aimed|parted|hole|mend|endless|trouble|for good|once more|by hand
was cut|no number|yes and no|no object|answer|answers|answered|refuse|refuses|refused|fix|fixes|gives
give an|is a list|a list of|its list|that is none|that are none|without a column|left out|leave out
leave it out|leave the field out|check only|if it is missing|takes no|than it takes|akkio takes
let the request out|what became of|such rows|the rest is|as they are|where the dataset has|said|is to be
so that there`;

test('no text has a word for which n8n has a plainer one', () => {
	const pattern = new RegExp(`\\b(${WORDS.replaceAll('\n', '|')})\\b`, 'i');
	expect(failing(texts, (text) => !pattern.test(text))).toEqual([]);
});

describe('docs/troubleshooting.md has the messages, word for word', () => {
	const page = readText('docs/troubleshooting.md');
	const listed = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, message]) => message!);
	const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	/** A text of the code with anything for its values, after what it is said of. */
	const patternOf = (text: string) =>
		new RegExp(`^(?:(?:Row|Item) … |'Rows' )?${text.split('…').map(escape).join('.+')}$`);

	/** What is said of a row: "has … in '…'", put together from the faults that the code has. */
	const isFaults = (message: string) =>
		/^(?:Row …|'Rows') has /.test(message) &&
		message
			.split(/^(?:Row …|'Rows') has | in '…'|: …|, but /)
			.every(
				(part) =>
					/^(…|NaN|a function)?$/.test(part) || texts.some(({ text }) => text.startsWith(part)),
			);

	test('those listed are in the code', () => {
		const patterns = messages
			.filter(({ text }) => text.replace(/[^a-z]/gi, '').length > 6)
			.map(({ text }) => patternOf(text));
		const isKnown = (one: string) => isFaults(one) || patterns.some((known) => known.test(one));
		expect(listed.filter((one) => !isKnown(one))).toEqual([]);
	});

	test('those in the code are listed', () => {
		const isListed = ({ text }: Text) => {
			const isWhole = /^(n8n|[A-Z'…])/.test(text);
			const words = new RegExp(text.split('…').map(escape).join('.*'));
			return listed.some((one) => (isWhole ? patternOf(text) : words).test(one));
		};
		expect(messages.filter((one) => !isListed(one)).map(({ text }) => text)).toEqual([]);
	});

	test.each(ERRORS)('what is said of $name is listed', ({ message }) => {
		const response = { statusCode: '…' as unknown as number, headers: {}, body: { status: '…' } };
		const context = { response, apiWords: '…', codes: [], blockedByN8n: '…', host: '…' };
		expect(listed).toContain(message({ ...context, target: 'dataset …' }));
	});

	test("the README's lines are among them", () => {
		const [, section = ''] = readText('README.md').split('\n## Troubleshooting\n');
		const lines = [...section.split('\n## ')[0]!.matchAll(/^- `([^`]+)`/gm)].map(([, one]) => one!);
		expect(lines.length).toBeGreaterThan(5);
		expect(lines.filter((one) => !listed.includes(one))).toEqual([]);
	});
});
