const { end } = require('../stopwatch.mts');

/** Stops the stopwatch, and puts out what it showed and how long n8n says the nodes before took. */
class Measured {
	description = {
		displayName: 'Measured',
		name: 'measured',
		group: ['output'],
		version: 1,
		description: 'The figures of the benchmark',
		defaults: { name: 'Measured' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{
				displayName: 'Nodes',
				name: 'nodes',
				type: 'json',
				default: '[]',
				description: 'Names of the nodes under test',
			},
		],
	};

	async execute() {
		const { runData } = this.runExecutionData.resultData;
		const runs = JSON.parse(this.getNodeParameter('nodes', 0)).flatMap((name) => runData[name]);
		const ms = runs.reduce((sum, { executionTime }) => sum + executionTime, 0);
		return [[{ json: end(ms) }]];
	}
}

module.exports = { Measured };
