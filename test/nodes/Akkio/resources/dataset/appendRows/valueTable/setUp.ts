import type { IDataObject } from 'n8n-workflow';

import type { Run } from '../../../../../../support/engine/run';

/** What a line of the README's tables is about, set up. */
export interface Case {
	items?: object[];
	binary?: Run['binary'];
	/** Of Append Rows, besides its dataset. */
	parameters?: IDataObject;
	options?: IDataObject;
	/** A row that the dataset has already. */
	first?: object;
	/** The right side shows no rows but the last row's value of the field x. */
	isCell?: true;
}

/** An item with a value of the field x. */
export const cell = (x: unknown, more: Case = {}): Case => ({
	items: [{ x }],
	isCell: true,
	...more,
});

/** The first code in the left cell. */
export const codeIn = (left: string) => /`([^`]+)`/.exec(left)![1]!;

/** An expression that stands in the left cell, as the value of x. */
export const expression = (left: string): Case => ({
	isCell: true,
	parameters: columns({ x: `=${codeIn(left)}` }),
});

/** Map Each Column Manually. */
export const columns = (value: object) => ({
	rowsFrom: 'columns',
	columns: { mappingMode: 'defineBelow', value },
});

/** JSON. */
export const rows = (rowsJson: string) => ({ rowsFrom: 'json', rowsJson });

/** What stands in the left cell, under 'Rows'. */
export const typed = (left: string): Case => ({ parameters: rows(codeIn(left)) });

/** The same as the value of x. */
export const typedCell = (left: string): Case => ({
	parameters: rows(`{ "x": ${codeIn(left)} }`),
	isCell: true,
});

/** The items that stand in the left cell. */
export const given =
	(more: Case = {}) =>
	(left: string): Case => ({
		items: [...left.matchAll(/`(\{[^`]+\})`/g)].map(([, json]) => JSON.parse(json!) as object),
		...more,
	});

/** The Webhook node's item with the body that stands in the left cell. */
export const webhook = (left: string): Case => ({
	items: [
		{
			...{ headers: { host: 'localhost' }, params: {}, query: {} },
			body: JSON.parse(/`([[{][^`]+)`/.exec(left)![1]!) as unknown,
			...{ webhookUrl: 'http://localhost/webhook/x', executionMode: 'production' },
		},
	],
});
