import { deleteNotice, deleteOperation } from '../../shared/delete';

export const deleteModel = deleteOperation(
	'model',
	'Delete a model, and maybe its whole project, permanently',
);

export const deleteModelNotice = deleteNotice(
	'model',
	// Fact M11.
	"Permanently deletes the model. Its ID may be a whole project's in Akkio: then the project is deleted, too.",
);
