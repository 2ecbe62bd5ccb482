import { readTexts, type Kind, type Text } from './texts';

/** Every text of the package that a user may read, as n8n's own nodes would put it. */
let texts: Text[];
beforeAll(async () => {
	texts = await readTexts();
});

const of = (...kinds: Kind[]) => texts.filter(({ kind }) => kind && kinds.includes(kind));
const show = ({ place, text }: Text) => `${place} ${text}`;
/** Those that do not pass, with their places. */
const failing = (all: readonly Text[], isGood: (text: string) => boolean) =>
	all.filter(({ text }) => !isGood(text)).map(show);

/** Addresses and code have dots and question marks of their own. */
const sentencesOf = (text: string) =>
	text
		.replace(/https?:\/\/[^\s)]+\w|\{\{.*?\}\}/g, '…')
		.split(/(?<=[.?])\s+/)
		.filter((sentence) => /\w|…/.test(sentence));

test('the rules know what every text is for', () => {
	expect(texts.filter(({ kind }) => kind === undefined).map(show)).toEqual([]);
	expect(of('message').length).toBeGreaterThan(50);
	expect(of('phrase').length).toBeGreaterThan(10);
	expect(of('description').length).toBeGreaterThan(70);
});

test('a message is one sentence on what happened, without a period', () => {
	const isOne = (text: string) => sentencesOf(text).length === 1 && !/[.!?]$/.test(text);
	expect(failing(of('message'), (text) => /^(n8n |[A-Z'…])/.test(text) && isOne(text))).toEqual([]);
	expect(failing(of('phrase'), (text) => /^[a-z…]/.test(text) && isOne(text))).toEqual([]);
});

test('a description is one to three sentences on what to do', () => {
	const isGood = (text: string) => /^[A-Z'…]/.test(text) && /[.?…]$/.test(text);
	expect(
		failing(of('description'), (text) => isGood(text) && sentencesOf(text).length <= 3),
	).toEqual([]);
});

test("a field's description is a phrase without a period, or sentences with one", () => {
	const isGood = (text: string) => sentencesOf(text).length > 1 === /[.?…]$/.test(text);
	expect(failing(of('panel'), (text) => /^[A-Z]/.test(text) && isGood(text))).toEqual([]);
	expect(failing(of('notice'), (text) => /\.$/.test(text))).toEqual([]);
});

test('no text has more than 250 characters', () => {
	const all = texts.filter(({ kind }) => kind !== 'code');
	expect(failing(all, (text) => text.length <= 250)).toEqual([]);
});

test('no text holds the key', () => {
	const all = texts.filter(({ values }) => /api_?key|credential/i.test(values.join(' ')));
	expect(all.map(show)).toEqual([]);
});

/** Words that say less than n8n's own. */
const WORDS = [
	...['unfit', 'complaint', 'ledger', 'aimed', 'parted', 'hole', 'mend', 'endless', 'trouble'],
	...['for good', 'once more', 'by hand', 'was cut', 'no number', 'yes and no', 'no object'],
	...[
		'answer',
		'answers',
		'answered',
		'refuse',
		'refuses',
		'refused',
		'fix',
		'fixes',
		'gives',
		'give an',
	],
	...['is a list', 'a list of', 'its list', 'that is none', 'that are none', 'without a column'],
	...[
		'left out',
		'leave out',
		'leave it out',
		'leave the field out',
		'check only',
		'if it is missing',
	],
	...[
		'takes no',
		'than it takes',
		'akkio takes',
		'let the request out',
		'what became of',
		'such rows',
	],
	...['the rest is', 'as they are', 'where the dataset has', 'said', 'is to be', 'so that there'],
];

test('no text has a word for which n8n has a plainer one', () => {
	const pattern = new RegExp(`\\b(${WORDS.join('|')})\\b`, 'i');
	const all = texts.filter(({ kind }) => kind !== 'code');
	expect(failing(all, (text) => !pattern.test(text))).toEqual([]);
});
