/** For values of another realm, as vm sandboxes hand them out: no `instanceof` knows them. */
export { runInNewContext } from 'node:vm';
