/** What Stryker runs against each mutant. */
const { projects } = require('../../jest.config.js');

module.exports = {
	...projects[0],
	testMatch: [
		'<rootDir>/test/unit/rows/rows.test.ts',
		'<rootDir>/test/unit/appendRows/*.test.ts',
		'<rootDir>/test/integration/appendRows/{schema,sending}.test.ts',
		'<rootDir>/test/unit/shared/{rateLimiter,time}.test.ts',
	],
};
