/**
 * Sends its items in requests of 1,000 with n8n's own helper, with the credential read once, and hands
 * them on: no checks, no report, no second try. A node can hardly take less.
 */
class Sending {
	description = {
		displayName: 'Sending',
		name: 'sending',
		group: ['output'],
		version: 1,
		description: 'Sends its items and does nothing else',
		defaults: { name: 'Sending' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'akkioApi', required: true }],
		properties: [{ displayName: 'Dataset', name: 'dataset', type: 'string', default: '' }],
	};

	async execute() {
		const items = this.getInputData();
		const id = this.getNodeParameter('dataset', 0);
		const credentialsDecrypted = { data: await this.getCredentials('akkioApi') };
		for (let from = 0; from < items.length; from += 1000) {
			const rows = items.slice(from, from + 1000).map(({ json }) => json);
			const request = {
				method: 'POST',
				url: '/datasets',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ id, rows }),
				json: true,
			};
			const send = this.helpers.httpRequestWithAuthentication;
			await send.call(this, 'akkioApi', request, { credentialsDecrypted });
		}
		return [items.map(({ json }, item) => ({ json, pairedItem: { item } }))];
	}
}

module.exports = { Sending };
