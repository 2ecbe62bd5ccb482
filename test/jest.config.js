const { join } = require('node:path');

/**
 * Jest runs every *.test.ts below test/, TypeScript through swc. What evaluates items' expressions
 * runs twice: once more on the expression engine that n8n uses in production.
 */
const project = {
	rootDir: join(__dirname, '..'),
	moduleFileExtensions: ['js', 'ts', 'mts', 'mjs', 'cjs', 'json'],
	transform: {
		'\\.(ts|mts)$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	// Stryker does not know <rootDir> here.
	testEnvironment: join(__dirname, 'support/engine/environment.js'),
	moduleNameMapper: { '^(n8n-core|n8n-workflow)$': '<rootDir>/test/support/engine/modules/$1.js' },
};

module.exports = {
	// A busy computer may take a while for 40 MB.
	testTimeout: 30_000,
	// Jest would leave one of two cores idle.
	maxWorkers: '100%',
	projects: [
		{ ...project, displayName: 'tests', testMatch: ['<rootDir>/test/**/*.test.ts'] },
		{
			...project,
			displayName: 'production expressions',
			testMatch: [
				'<rootDir>/test/integration/{appendRows/retry,values/values}.test.ts',
				'<rootDir>/test/property/{appendRows,expressions}/**/*.test.ts',
				'<rootDir>/test/unit/rows/expressions/**/*.test.ts',
			],
			setupFilesAfterEnv: ['<rootDir>/test/support/engine/productionExpressions.js'],
		},
	],
};
