const { rowsOf } = require('../rows.mts');
const { begin } = require('../stopwatch.mts');

/** Puts the rows that the benchmark asks for into memory, as items, and starts the stopwatch. */
class Rows {
	description = {
		displayName: 'Rows',
		name: 'rows',
		group: ['input'],
		version: 1,
		description: 'The rows of the benchmark',
		defaults: { name: 'Rows' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const { data, count } = this.getInputData()[0].json.body;
		const items = rowsOf(data, count).map((json) => ({ json, pairedItem: { item: 0 } }));
		begin();
		return [items];
	}
}

module.exports = { Rows };
