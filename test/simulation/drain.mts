/** Lets everything happen that needs no time: all promises that can settle do, timers do not. */
export const drain = async (): Promise<void> => await new Promise((done) => setImmediate(done));
