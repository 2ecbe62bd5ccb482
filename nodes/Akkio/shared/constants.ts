/**
 * Every number the package keeps to, each with the fact (test/support/akkio/FACTS.md) or the reason behind it.
 * Times are in milliseconds.
 */

/** Akkio's limit for an account (fact L1); the credential may say otherwise. */
export const REQUESTS_PER_SECOND = 5;

/**
 * Time between two starts, as a multiple of an even spread: at five a second, 220 ms. With less, the
 * way to Akkio squeezes six starts into some second now and then.
 */
export const PACE_MARGIN = 1.1;

/** Rows in one append. No limit is documented (fact L2), so this is what one lost answer may cost. */
export const ROWS_PER_REQUEST = 1000;
export const MAX_ROWS_PER_REQUEST = 10_000;

/** Bytes of an append's body: below the 1 MiB at which common proxies stop (fact L2 names no limit). */
export const BYTES_PER_REQUEST = 1_000_000;

/** What an append's body holds besides its rows: an id of 20 characters (fact W13), the key, names. */
export const ENVELOPE_BYTES = 500;

/** Rows that a dataset holds without an add-on (fact L3), and from when on to say so. */
export const MAX_ROWS = 1_000_000;
export const NEARLY_FULL = 950_000;

/** How long an append may take. Long, since giving up leaves rows of unknown fate (fact E7). */
export const APPEND_TIMEOUT = 120_000;

/**
 * How often, and for how long, one request is tried. A user watches; the worst wait ends here. After
 * a 429 only the time counts: with two n8n processes at five a second each, one call in fifty, with
 * ten one in five, would meet five of them in a row.
 */
export const TRIES = 5;
export const TRY_FOR = 120_000;

/** Waits between tries grow from the first to the last, as other bulk clients do it. */
export const FIRST_BACKOFF = 500;
export const LAST_BACKOFF = 20_000;

/** The longest Retry-After to sit out; a longer one is for the user to know about. */
export const LONGEST_RETRY_AFTER = 60_000;

/** How often a wait looks whether the execution was stopped: n8n 1's own sleep does not look at all. */
export const LOOK_EVERY = 50;

/** A timer this late means that n8n was too busy to send, so that what was started may leave only now. */
export const BUSY = 100;

/**
 * How long, and for how many datasets, the process keeps in mind what it learned. Long enough that a
 * busy webhook asks once and not each time; soon over, since people change datasets in Akkio too.
 */
export const REMEMBER_FOR = 300_000;
export const REMEMBERED = 1000;
