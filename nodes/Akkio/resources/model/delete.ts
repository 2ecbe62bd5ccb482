import { deleteNotice, deleteOperation } from '../../shared/delete';

export const deleteModel = deleteOperation(
	'model',
	'Delete a model permanently, and possibly its whole project',
);

export const deleteModelNotice = deleteNotice(
	'model',
	// Fact M11.
	'Permanently deletes the model. In Akkio, its ID may belong to a whole project, which is then deleted as well.',
);
