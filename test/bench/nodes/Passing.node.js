/** Hands its items on, as they are: what this takes, n8n takes for any node. */
class Passing {
	description = {
		displayName: 'Passing',
		name: 'passing',
		group: ['transform'],
		version: 1,
		description: 'Hands its items on',
		defaults: { name: 'Passing' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		return [this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }))];
	}
}

module.exports = { Passing };
