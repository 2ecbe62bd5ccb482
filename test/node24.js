/** n8n 2 and the tests need Node 24: says so in one sentence instead of failing somewhere later. */
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
	console.error(
		`This needs Node 24, and this is Node ${process.versions.node}. Run it as: npx -y -p node@24 -p npm@11 -c "npm install && npm ${process.env.npm_lifecycle_event?.replace(/^pre/, 'run ') ?? 'test'}"`,
	);
	process.exit(1);
}
