import nock from 'nock';

/** The credential of tests in which nobody answers but nock. */
export const credential = { apiKey: ' demo\n', baseUrl: 'https://akkio.test/v1' };

/** Akkio's host, with nock in its place: `akkio().get('/v1/datasets').reply(…)`. */
export const akkio = () => nock('https://akkio.test');

/**
 * For a test file: nothing reaches the network, and what a test announced has to be asked for.
 * nock changes Node's own http module, which all test files share: the next file's nock would
 * find this file's still in its way.
 */
export function useNock(): void {
	beforeAll(() => nock.disableNetConnect());
	afterEach(() => {
		const pending = nock.pendingMocks();
		nock.cleanAll();
		expect(pending).toEqual([]);
	});
	afterAll(() => {
		nock.enableNetConnect();
		nock.restore();
	});
}
