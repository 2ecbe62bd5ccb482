/** Stands for @n8n/expression-runtime in tests: see outerRealm.js. */
module.exports = globalThis.expressionRuntime;
