import type { INode } from 'n8n-workflow';

import { errorItem, forErrorOutput } from '../../../../nodes/Akkio/shared/errorItem';

const failed = errorItem('No', { outcome: 'notAppended', row: { a: 1 } }, 2);
const appended = { json: { outcome: 'appended' }, pairedItem: { item: 3 } };
const put = (onError: INode['onError']) => forErrorOutput({ onError } as INode, [failed, appended]);

test('for the error output a failed item has nothing but its error, since n8n 1 looks for that', () => {
	const error = { message: 'No', outcome: 'notAppended', row: { a: 1 } };
	expect(put('continueErrorOutput')).toEqual([
		{ json: { error }, pairedItem: { item: 2 } },
		appended,
	]);
});

test('without an error output the error is a text, and its details stand beside it', () => {
	expect(put('continueRegularOutput')).toEqual([
		{
			json: { error: 'No', details: { outcome: 'notAppended', row: { a: 1 } } },
			pairedItem: { item: 2 },
		},
		appended,
	]);
});
