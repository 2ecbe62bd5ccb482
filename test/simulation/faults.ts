import type { Fault } from '../support/akkio/faults.mts';
import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';

/** What a fault's size is made of: seconds, rows or time come from `amount`, 1 to 1000. */
export interface Measure {
	amount: number;
	/** The client's, in ms. */
	timeout: number;
}

/** A fault that the server carries out, or a connection that never comes to be. */
export type NetworkFault = Fault | { code: string };

const answer = (reply: Reply): Fault => ({ kind: 'answer', reply });
const written = (reply: Reply): Fault => ({ kind: 'writeThenAnswer', reply });
const partly = ({ amount }: Measure, reply: Reply): Fault => {
	const rows = 1 + (amount % 4);
	return { kind: 'writePartThenAnswer', rows, reply };
};

/** Retry-After as seconds, as a date (whole seconds, so up to one less), and longer than anybody waits. */
const seconds = ({ amount }: Measure) => amount % 30;
const date = ({ amount }: Measure) =>
	new Date(Date.now() + 1000 * (1 + (amount % 30))).toUTCString();
const tooLong = ({ amount }: Measure) => 61 + amount;

const slow = ({ amount }: Measure) => amount * 20;
const tooSlow = ({ amount, timeout }: Measure) => timeout + 10 + amount * 30;

const badRequest: Reply = { status: 400, body: { status: 'bad request' } };
const invalid = replies.invalid({ loc: ['body', 'rows'], msg: 'wrong', type: 'value_error' });
const elsewhere = 'https://elsewhere.example/';

/** Everything that may go wrong with one request, by the name under which it is counted. */
export const FAULTS = {
	'429': () => answer(replies.tooMany()),
	'429, Retry-After in seconds': (m) => answer(replies.tooMany(seconds(m))),
	'429, Retry-After as a date': (m) => answer(replies.tooMany(date(m))),
	'429, Retry-After too long': (m) => answer(replies.tooMany(tooLong(m))),
	'503': () => answer(replies.gatewayPage(503)),
	'503 after the write': () => written(replies.gatewayPage(503)),
	'503, Retry-After in seconds': (m) => answer(replies.gatewayPage(503, seconds(m))),
	'503, Retry-After as a date': (m) => answer(replies.gatewayPage(503, date(m))),
	'503, Retry-After too long': (m) => answer(replies.gatewayPage(503, tooLong(m))),
	'408': () => answer(replies.gatewayPage(408)),
	'408 after the write': () => written(replies.gatewayPage(408)),
	'500 before the write': () => answer(replies.serverFault()),
	'500 after the write': () => written(replies.serverFault()),
	'500 after a part of the write': (m) => partly(m, replies.serverFault()),
	'cut before the write': () => ({ kind: 'cut' }),
	'cut after the write': () => ({ kind: 'writeThenCut' }),
	'cut in the answer': () => ({ kind: 'cutInBody' }),
	'late write after a cut': (m) => ({ kind: 'late', ms: slow(m) }),
	'late write after a timeout': (m) => ({ kind: 'slow', ms: tooSlow(m) }),
	'answer after a timeout': (m) => ({ kind: 'writeThenSlow', ms: tooSlow(m) }),
	'no answer ever': () => ({ kind: 'hang' }),
	slow: (m) => ({ kind: 'slow', ms: slow(m) }),
	'slow answer': (m) => ({ kind: 'writeThenSlow', ms: slow(m) }),
	'HTML 502': () => answer(replies.gatewayPage(502)),
	'HTML 504 after the write': () => written(replies.gatewayPage(504)),
	'HTML 200': () => answer(replies.gatewayPage(200)),
	'HTML 200 after the write': () => written(replies.gatewayPage(200)),
	'413': () => answer(replies.tooLarge()),
	'422': () => answer(invalid),
	'400': () => answer(badRequest),
	'400, a part kept': (m) => partly(m, badRequest),
	'200 that is a rejection': () => answer(replies.failed('quota exceeded')),
	'200 with a message, a part kept': (m) => partly(m, replies.failedWithMessage('quota exceeded')),
	redirect: ({ amount }) => answer(replies.redirect(amount % 2 ? 302 : 307, elsewhere)),
	'401': () => answer(replies.unauthorized()),
	'403': () => answer(replies.noAccess()),
	'403 of another server': () => answer(replies.unknownPath()),
	'404 of another server': () => answer(replies.noRoute()),
	'connection refused': () => ({ code: 'ECONNREFUSED' }),
	'unknown host': () => ({ code: 'ENOTFOUND' }),
} satisfies Record<string, (measure: Measure) => NetworkFault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** What else happens to a schedule, as it is counted. */
export const EVENTS = [
	'key revoked midway',
	'dataset deleted midway',
	'cancelled',
	'Retry pressed',
	'clock in a mapped column, and more than one try',
	'columns read while Akkio parses',
	'warning of missing columns',
	"429 of the server's own limit",
	"413 of the server's own limit",
	'422 for an extra field',
] as const;

export type EventName = FaultName | (typeof EVENTS)[number];
