/** Rows in one append. No limit is documented (fact L2), so this is what one lost answer may cost. */
export const ROWS_PER_REQUEST = 1000;

/** How long an append may take, in ms. Long, since giving up leaves rows of unknown fate (fact E7). */
export const APPEND_TIMEOUT = 120_000;
