/** The engine's own tests, without n8n: what Stryker runs against each mutant. */
const { projects } = require('../../jest.config.js');

module.exports = {
	...projects[0],
	testMatch: [
		'<rootDir>/test/nodes/Akkio/append/**/*.test.ts',
		'<rootDir>/test/nodes/Akkio/shared/{pace,retry,turns,explain,answer}.test.ts',
	],
};
