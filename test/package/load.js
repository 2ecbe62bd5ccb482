/**
 * `npm run test:load`: the built package loads and describes itself on this Node, however old. It runs on
 * the oldest one that a supported n8n runs on, where the tests themselves do not.
 */
const assert = require('node:assert/strict');

const { Akkio, AkkioApi } = require('../..');

const { description } = new Akkio();
assert.equal(description.name, 'akkio');
assert.ok(description.properties.length > 0);
assert.equal(new AkkioApi().name, 'akkioApi');
console.log(`The package loads on Node ${process.versions.node}.`);
