/** Switches n8n's SSRF protection on, as its environment does; to be imported before n8n-core. */
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
