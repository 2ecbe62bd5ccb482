module.exports = globalThis.n8n.workflow();
