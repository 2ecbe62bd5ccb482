import type { Answer } from './akkio.mts';
import { bodyOf, must, read, succeeded, type Fact } from './fact.mts';

/** Of the form that ids have (W13), and nobody's. */
const NOBODYS_ID = '0'.repeat(20);
const UNKNOWN_KEY = 'missing or invalid API key';

/** A list of datasets is never printed: it holds others' names. */
function mustRefuse(answer: Answer): void {
	must(!succeeded(answer), 'success');
}

/** How Akkio says no. Where a fact does not hold, only the suite's own dataset can have been written to. */
export const REFUSALS: Fact[] = [
	unknownKey('a wrong key is a 404 with "missing or invalid API key"', 'this is no key'),
	unknownKey('a missing key is refused in the same way', null),
	{
		number: 'W4',
		says: 'a key with white space around it is refused',
		async check({ akkio }) {
			mustRefuse(await akkio.ask('GET', {}, { key: ` ${akkio.key} ` }));
		},
	},
	{
		number: 'E3',
		says: 'an unknown id is a 404 whose words are not those for a wrong key',
		async check({ akkio }) {
			const answer = await akkio.ask('GET', { id: NOBODYS_ID });
			mustRefuse(answer);
			const { status } = bodyOf(answer);
			const isSo = answer.status === 404 && typeof status === 'string';
			must(isSo && !/api.?key/i.test(status), akkio.words(answer));
			return `Akkio's words: ${status}`;
		},
	},
	{
		number: 'E5',
		says: 'rows of the wrong shape are a 422 with {detail: [{loc, msg, type}]}',
		async check(world) {
			const { akkio, id } = world;
			const before = (await read(world)).rows;
			const answer = await akkio.ask('POST', { id, rows: 'no list' });
			const after = (await read(world)).rows;
			must(!succeeded(answer), `success, and ${before} rows before, ${after} after`);
			const { detail } = bodyOf(answer);
			const isSo = answer.status === 422 && Array.isArray(detail) && detail.every(isDetail);
			must(isSo, akkio.words(answer));
			must(before === after, `${before} rows before, ${after} after`);
		},
	},
];

const isDetail = (one: object) => ['loc', 'msg', 'type'].every((key) => key in one);

function unknownKey(says: string, key: string | null): Fact {
	return {
		number: 'E2',
		says,
		async check({ akkio }) {
			const answer = await akkio.ask('GET', {}, { key });
			mustRefuse(answer);
			const isSo = answer.status === 404 && bodyOf(answer).status === UNKNOWN_KEY;
			must(isSo, akkio.words(answer));
		},
	};
}
