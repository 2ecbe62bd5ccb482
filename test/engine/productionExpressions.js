/** Runs a test file on the expression engine of a real n8n; n8n-workflow alone uses the older one. */
const { Expression } = require('n8n-workflow');

beforeAll(async () => {
	await Expression.initExpressionEngine({
		engine: 'vm',
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
	expect(Expression.getActiveImplementation()).toBe('vm');
});

afterAll(async () => await Expression.disposeExpressionEngine());
