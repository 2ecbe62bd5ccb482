import { FAILURES, type Fate, type Trouble } from './failures';
import { withoutKey } from './redact';

/** How a request ended that did not succeed, in words for the user. */
export interface Failure {
	/** The row of FAILURES. */
	name: string;
	/** What became of the rows it carried. */
	rows: Fate;
	/** Every later request to this dataset, or of this whole run, would meet the same. */
	ends?: 'dataset' | 'run';
	/** What happened. */
	message: string;
	/** What to do. */
	description: string;
	httpCode?: string;
}

/** Picks the row of FAILURES and fills in its words; `key` is not in them, whoever sent it back. */
export function explain(trouble: Trouble, key: string): Failure {
	const { name, rows, ends, message, description } = FAILURES.find(({ is }) => is(trouble))!;
	const httpCode = trouble.answer && String(trouble.answer.statusCode);
	return { name, rows, ends, message: withoutKey(message(trouble), key), description, httpCode };
}
