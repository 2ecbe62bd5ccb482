/** What n8n finds by package.json's "n8n", for whoever wants the classes from a script. */
const { AkkioApi } = require('./dist/credentials/AkkioApi.credentials.js');
const { Akkio } = require('./dist/nodes/Akkio/Akkio.node.js');

module.exports = { Akkio, AkkioApi };
