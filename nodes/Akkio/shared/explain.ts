import { FAILURES, type Again, type Fate, type Trouble } from './failures';
import { withoutKey } from './redact';
import { retryAfterOf } from './retryAfter';

/** How a request ended that did not succeed, in words for the user. */
export interface Failure {
	/** The row of FAILURES. */
	name: string;
	/** What became of the rows it carried. */
	rows: Fate;
	/** Every later request to this dataset, or of this whole run, would meet the same. */
	ends?: 'dataset' | 'run';
	/** Whether the same request may be sent once more. */
	again?: Again;
	/** No request went out at all. */
	unsent?: true;
	/** How long Akkio asked to wait, in ms. */
	retryAfter?: number;
	/** What happened. */
	message: string;
	/** What to do. */
	description: string;
	httpCode?: string;
}

/** Picks the row of FAILURES and fills in its words; `key` is not in them, whoever sent it back. */
export function explain(trouble: Trouble, key = ''): Failure {
	const { message, description, name, rows, ends, again, unsent } = FAILURES.find(({ is }) =>
		is(trouble),
	)!;
	return {
		...{ name, rows, ends, again, unsent },
		retryAfter: retryAfterOf(trouble.answer?.headers['retry-after']),
		message: withoutKey(message(trouble), key),
		description,
		httpCode: trouble.answer && String(trouble.answer.statusCode),
	};
}

/** The failure of a request that writes: if nobody knows whether it did, `doubt` says what may be. */
export function withDoubt(failure: Failure, doubt?: string): Failure {
	if (failure.rows !== 'unknown' || doubt === undefined) return failure;
	return { ...failure, description: `${doubt} ${failure.description}` };
}

/** Nothing was asked, because the execution had been stopped before. */
export const STOPPED_BEFORE: Failure = explain({ codes: ['AKKIO_NOT_SENT'], host: '' });
