/** Maps columns by hand the way n8n's own table nodes do: one call of getNodeParameter per item. */
class MapByParameter {
	description = {
		displayName: 'Map by Parameter',
		name: 'mapByParameter',
		group: ['transform'],
		version: 1,
		description: 'Columns mapped by hand, item by item',
		defaults: { name: 'Map by Parameter' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{
				displayName: 'Columns',
				name: 'columns',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				typeOptions: { resourceMapper: { mode: 'add', resourceMapperMethod: 'none' } },
			},
		],
	};

	async execute() {
		const options = { skipValidation: true };
		const items = this.getInputData().map((_, item) => ({
			json: this.getNodeParameter('columns.value', item, {}, options),
			pairedItem: { item },
		}));
		return [items];
	}
}

module.exports = { MapByParameter };
