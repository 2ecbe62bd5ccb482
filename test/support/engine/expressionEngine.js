/** The expression engine as a real n8n starts it; n8n-workflow alone uses an older one. */
module.exports = {
	engine: 'vm',
	poolSize: 1,
	maxCodeCacheSize: 1024,
	bridgeTimeout: 5000,
	bridgeMemoryLimit: 128,
};
