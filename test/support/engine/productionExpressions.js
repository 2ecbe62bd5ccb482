/** Runs a test file on the expression engine of a real n8n. */
const { Expression } = require('n8n-workflow');

const settings = require('./expressionEngine');

beforeAll(async () => {
	await Expression.initExpressionEngine(settings);
	expect(Expression.getActiveImplementation()).toBe('vm');
});

afterAll(async () => {
	await Expression.disposeExpressionEngine();
	// Other test files of this worker share n8n's packages.
	Expression.setExpressionEngine('legacy');
});
