/**
 * The expression engine outside of jest's sandbox, where its values come from: there objects have
 * other prototypes than in a test, and n8n would not know its own dates again.
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.expressionRuntime = require('@n8n/expression-runtime');
	}
};
