/** For values of another realm, as vm sandboxes hand them out: no `instanceof` knows them. */
export { runInNewContext } from 'node:vm';

/** For streams, as n8n hands them out for a file's content. */
export { Readable } from 'node:stream';
