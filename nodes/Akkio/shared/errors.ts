import { isObject, wordsOf, type Answer } from './answer';
import { retryAfterOf } from './retryAfter';

/**
 * What became of the rows of a request that did not succeed. *notAppended*: certainly not there.
 * *refused*: Akkio said no, and nobody knows whether a part was kept. *unknown*: they may be there.
 */
export type Fate = 'notAppended' | 'refused' | 'unknown';

/** A failed request may be sent again *always*: certainly not processed; *reads*: if it only reads. */
export type Again = 'always' | 'reads';

/** What is known about a request that did not succeed: the answer, or why none came. */
export interface Trouble {
	answer?: Answer;
	/** Codes and system calls of the network's complaint, outermost first. */
	codes: string[];
	/** n8n's own words where n8n itself did not let the request out. */
	heldBack?: string;
	/** The host that was asked. */
	host: string;
	/** The dataset in words, where one was named: 'Leads' or with the ID 'abc', quotes included. */
	dataset?: string;
}

interface Row {
	name: string;
	is: (trouble: Trouble) => boolean;
	rows: Fate;
	/** Every later request to this dataset, or of this whole run, would meet the same. */
	ends?: 'dataset' | 'run';
	again?: Again;
	/** No request went out at all. */
	unsent?: true;
	message: (trouble: Trouble) => string;
	/** What to do. */
	description: string;
}

const LOOK_AGAIN = 'Try again in a few minutes. If it stays so, ask Akkio.';
const PASTE_KEY =
	"Open the 'Akkio API' credential and paste the key again, from Team Settings in Akkio (https://app.akkio.com/team-settings).";
const NEVER_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connect|getaddrinfo)$/;
const CERTIFICATE = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET)_)/;

const status =
	(...codes: number[]) =>
	({ answer }: Trouble) =>
		answer !== undefined && codes.includes(answer.statusCode);
const said = ({ answer }: Trouble) => (answer && wordsOf(answer)) ?? 'no reason given';
const code =
	(pattern: RegExp) =>
	({ codes }: Trouble) =>
		codes.some((one) => pattern.test(one));
const hasRetryAfter = ({ answer }: Trouble) =>
	retryAfterOf(answer?.headers['retry-after']) !== undefined;

/**
 * Every way in which a request can end without success, first match wins: how it is recognised,
 * what became of the rows, and what the user reads. Tested row by row.
 */
export const FAILURES: readonly Row[] = [
	{
		name: 'heldBack',
		is: ({ heldBack }) => heldBack !== undefined,
		rows: 'notAppended',
		unsent: true,
		ends: 'run',
		message: ({ heldBack }) => `n8n did not let the request out: ${heldBack}`,
		description: "Check the settings of the 'Akkio API' credential.",
	},
	{
		name: 'stoppedBefore',
		is: code(/^AKKIO_NOT_SENT$/),
		rows: 'notAppended',
		unsent: true,
		ends: 'run',
		message: () => 'The execution was stopped',
		description: 'Nothing was sent after that.',
	},
	{
		name: 'noAddress',
		is: code(/^(ERR_INVALID_URL|ERR_BAD_REQUEST|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION_VALUE)$/),
		rows: 'notAppended',
		unsent: true,
		ends: 'run',
		message: () => "The credential's 'Base URL' is not a web address",
		description: 'It is normally https://api.akkio.com/v1. Nothing was sent.',
	},
	{
		name: 'neverConnected',
		is: code(NEVER_CONNECTED),
		rows: 'notAppended',
		again: 'always',
		message: ({ host }) => `Akkio cannot be reached at ${host}`,
		description:
			"Check the credential's 'Base URL', and that this n8n may reach the internet. Nothing was sent.",
	},
	{
		name: 'certificate',
		is: code(CERTIFICATE),
		rows: 'notAppended',
		ends: 'run',
		message: ({ host }) => `The certificate of ${host} cannot be trusted`,
		description:
			"Check the credential's 'Base URL', or turn on 'Ignore SSL Issues' in the node's settings, under 'Request Options', if the host is your own. Nothing was sent.",
	},
	{
		name: 'cancelled',
		is: code(/^ERR_CANCELED$/),
		rows: 'unknown',
		ends: 'run',
		message: () => 'The execution was stopped while Akkio had not answered yet',
		description: 'Whether Akkio carried this request out is not known.',
	},
	{
		name: 'noAnswer',
		is: code(/^(ECONNABORTED|ETIMEDOUT)$/),
		rows: 'unknown',
		message: () => 'Akkio did not answer in time',
		description: LOOK_AGAIN,
	},
	{
		name: 'cutAnswer',
		is: ({ answer }) => answer === undefined,
		rows: 'unknown',
		again: 'reads',
		message: () => 'The connection to Akkio was cut before an answer came',
		description: LOOK_AGAIN,
	},
	{
		name: 'wrongKey', // facts E2, E4
		is: (trouble) => status(404)(trouble) && /api.?key/i.test(said(trouble)),
		rows: 'notAppended',
		ends: 'run',
		message: () => 'Akkio does not know this API key',
		description: PASTE_KEY,
	},
	{
		name: 'refusedKey', // fact E4
		is: status(401),
		rows: 'refused',
		ends: 'run',
		message: () => 'Akkio does not accept this API key',
		description: PASTE_KEY,
	},
	{
		name: 'noAccess', // fact E4
		is: status(403),
		rows: 'refused',
		ends: 'run',
		message: () => 'Akkio does not let this organization use its API',
		description:
			"Ask Akkio whether your plan includes the API, or check the credential's 'Base URL'.",
	},
	{
		name: 'unknownDataset', // fact E3
		is: (trouble) =>
			status(404)(trouble) && trouble.dataset !== undefined && hasStatus(trouble.answer),
		rows: 'notAppended',
		ends: 'dataset',
		message: ({ dataset }) => `Akkio has no dataset ${dataset}`,
		description: "The dataset may have been deleted. Choose another in 'Dataset', From list.",
	},
	{
		name: 'wrongAddress',
		is: status(404),
		rows: 'notAppended',
		ends: 'run',
		message: ({ host }) => `Nothing at ${host} answers like Akkio`,
		description: "Check the credential's 'Base URL'. It is normally https://api.akkio.com/v1.",
	},
	{
		name: 'redirected',
		is: ({ answer }) => Math.trunc(answer!.statusCode / 100) === 3,
		rows: 'refused',
		ends: 'run',
		message: ({ host }) => `${host} sends requests on to another address`,
		description:
			"n8n does not follow, since the API key would go along. Put Akkio's right address into the credential's 'Base URL'.",
	},
	{
		name: 'tooLarge',
		is: status(413),
		rows: 'notAppended',
		message: () => 'This was more than Akkio takes in one request',
		description: 'A single row was too large: shorten its longest texts.',
	},
	{
		name: 'invalid', // fact E5
		is: status(422),
		rows: 'notAppended',
		message: (trouble) => `Akkio found the data invalid: ${said(trouble)}`,
		description: "Compare the rows with the dataset's columns. Get shows them.",
	},
	{
		name: 'tooMany', // facts L1, U2
		is: status(429),
		rows: 'notAppended',
		again: 'always',
		message: () => 'Akkio got more requests than it takes',
		description:
			"Akkio allows five requests a second for the whole account. If others use the account too, lower 'Requests per Second' in the credential.",
	},
	{
		name: 'askedToWait',
		is: (trouble) => status(408)(trouble) || (status(503)(trouble) && hasRetryAfter(trouble)),
		rows: 'notAppended',
		again: 'always',
		message: () => 'Akkio is busy and asks to come back later',
		description: LOOK_AGAIN,
	},
	{
		name: 'serverFault', // fact E6: often a gateway's page
		is: ({ answer }) => answer!.statusCode >= 500,
		rows: 'unknown',
		again: 'reads',
		message: ({ answer }) => `Akkio could not answer (HTTP ${answer!.statusCode})`,
		description: LOOK_AGAIN,
	},
	{
		name: 'refused', // fact E1
		is: ({ answer }) => answer!.statusCode >= 400 || (hasStatus(answer) && !saysSuccess(answer)),
		rows: 'refused',
		message: (trouble) => `Akkio refused: ${said(trouble)}`,
		description: "The words after the colon are Akkio's own.",
	},
	{
		name: 'unreadable', // fact E6
		is: () => true,
		rows: 'unknown',
		message: ({ host }) => `The answer of ${host} is not one of Akkio's`,
		description:
			"Check the credential's 'Base URL'. A proxy or gateway on the way may have answered in Akkio's place.",
	},
];

function saysSuccess(answer?: Answer): boolean {
	return isObject(answer?.body) && answer.body.status === 'success';
}

function hasStatus(answer?: Answer): boolean {
	return isObject(answer?.body) && typeof answer.body.status === 'string';
}
