/** n8n-core writes its settings and a new encryption key below the user's home unless told otherwise. */
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_ENCRYPTION_KEY = 'tests only';
// It would print every failure that a test provokes.
process.env.N8N_LOG_LEVEL = 'silent';
