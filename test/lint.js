/**
 * `n8n-node lint`, which asks npm for eslint. Below `npx -c` that call would fail: npx hands its
 * own command on as npm_config_call, and npm exec then takes two.
 */
const { spawnSync } = require('node:child_process');
const { dirname, join } = require('node:path');

const { npm_config_call: _handedOn, ...env } = process.env;
const command = join(dirname(require.resolve('@n8n/node-cli/eslint')), '../../bin/n8n-node.mjs');
const { status } = spawnSync(process.execPath, [command, 'lint'], { stdio: 'inherit', env });
process.exit(status ?? 1);
