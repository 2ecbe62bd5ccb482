/** For what n8n's rules do not let a test import: modules of Node. */
export { compileFunction } from 'node:vm';

/** Lets everything happen that needs no time: all promises that can settle do, timers do not. */
export const drain = async (): Promise<void> => await new Promise((done) => setImmediate(done));
