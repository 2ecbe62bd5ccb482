/**
 * What the package keeps to in several places, each with the fact (test/support/akkio/FACTS.md) or the
 * reason behind it. What one file alone keeps to is in that file.
 */

/** Akkio's limit for an account (fact L1); the credential may say otherwise, between the two bounds. */
export const REQUESTS_PER_SECOND = 5;
export const MIN_REQUESTS_PER_SECOND = 0.1;
export const MAX_REQUESTS_PER_SECOND = 100;

/**
 * Time between two starts, as a multiple of an even spread: at five a second, 220 ms. With less, the
 * way to Akkio squeezes six starts into some second now and then.
 */
export const PACE_MARGIN = 1.1;

/** Rows in one append. No limit is documented (fact L2); 8,316 rows in one request are known to work. */
export const MAX_BATCH_ROWS = 10_000;

/** Bytes of an append's body: below the 1 MiB at which common proxies stop (fact L2 names no limit). */
export const MAX_BATCH_BYTES = 1_000_000;

/** What a body holds besides its rows: an id of 20 characters (fact W13), the key, names. */
export const ENVELOPE_BYTES = 500;

/** Columns that a first append may set: more come from data whose field names are values. */
export const MAX_NEW_COLUMNS = 1_000;

/** Requests that a run may spend on finding the rows that Akkio rejects: four seconds at five a second. */
export const MAX_HALVING_REQUESTS = 20;

/** Rows that a dataset holds without an add-on (fact L3), and from when on to say so. */
export const MAX_DATASET_ROWS = 1_000_000;
export const NEARLY_FULL_ROWS = 950_000;

/** How long a request may take. Long, since giving up leaves rows of unknown outcome (fact E7). */
export const REQUEST_TIMEOUT_MS = 120_000;

/**
 * How often, and for how long, one request is tried. After a 429 only the time counts: other n8n
 * processes keep the same pace, so there is room again at any moment.
 */
export const MAX_TRIES = 5;
export const RETRY_DEADLINE_MS = 120_000;

/** Waits between tries grow from the first to the last, with full jitter, as in other bulk clients. */
export const FIRST_BACKOFF_MS = 500;
export const MAX_BACKOFF_MS = 20_000;

/** The longest Retry-After to sit out; a longer one is for the user to know about. */
export const MAX_RETRY_AFTER_MS = 60_000;

/** How often a wait looks whether the execution was stopped: n8n 1's own sleep does not look at all. */
export const POLL_MS = 50;

/** The code of the error of a request that was stopped while it waited for its turn. */
export const NOT_SENT = 'AKKIO_NOT_SENT';

/** A timer this late means that n8n was too busy to send, so that what was started may leave only now. */
export const LATE_TIMER_MS = 100;

/** How long to wait until Akkio shows what it was sent: it parses rows for about 5 s (fact W15). */
export const PARSING_WAIT_MS = 10_000;
export const PARSING_POLL_MS = 1_000;

/**
 * How long, and for how many names, the process remembers what it learned. Long enough that a busy
 * webhook asks once and not each time; soon over, since people change datasets in Akkio too.
 */
export const CACHE_TTL_MS = 300_000;
export const CACHE_MAX_ENTRIES = 1_000;

/** How long columns that were sent stay known while Akkio does not show any: until its parsing must be over. */
export const SENT_COLUMNS_TTL_MS = 24 * 3_600_000;

/** As many characters of Akkio's own words as a message, and an execution's data, can bear. */
export const MAX_API_MESSAGE = 300;

/** A shorter key is part of ordinary words, and masking it would garble every message. */
export const MIN_MASKED_KEY = 8;

/** Tries of a prediction, the first one included: each row may count in the user's plan (fact M10). */
export const MAX_PREDICT_TRIES = 3;

/** How often to ask for a training's status, and for how long: four times the longest (fact T2). */
export const TRAINING_POLL_MS = 5_000;
export const TRAINING_WAIT_MS = 4 * 1_800_000;
