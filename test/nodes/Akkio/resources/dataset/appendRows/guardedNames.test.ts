/** Names that mean something to JavaScript, and that n8n guards its expressions against. */
import { byId, useStandIn } from '../../../../../support/engine/standIn';

const { append, appends, create, rowsOf, settingUp } = useStandIn();

const NAMES = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'];
const rowWith = (name: string) => ({ [name]: 1, other: 2 });

test.each(NAMES)('mapped automatically, %s is a column like any other', async (name) => {
	const id = create();
	await append(byId(id), [rowWith(name)]);
	expect(rowsOf(id)).toEqual([rowWith(name)]);
});

test.each(NAMES)(
	'where n8n cannot hand a row with %s on, nothing is sent; else it arrives',
	async (name) => {
		const id = create();
		const { parameters } = settingUp(byId(id));
		const { error } = await append(byId(id), [{ rows: [rowWith(name)] }], {
			parameters: { ...parameters, rowsFrom: 'json', rowsJson: '={{ $json.rows }}' },
		});
		if (error) {
			expect(error.message).toContain('could not be cloned');
			expect(error.description).toBe('No row was sent.');
			expect(appends()).toEqual([]);
		} else {
			expect(rowsOf(id)).toEqual([rowWith(name)]);
		}
	},
);

test.each(NAMES)('typed as JSON, %s is a column like any other', async (name) => {
	const id = create();
	const { parameters } = settingUp(byId(id));
	await append(byId(id), [{}], {
		parameters: { ...parameters, rowsFrom: 'json', rowsJson: JSON.stringify(rowWith(name)) },
	});
	expect(rowsOf(id)).toEqual([rowWith(name)]);
});
