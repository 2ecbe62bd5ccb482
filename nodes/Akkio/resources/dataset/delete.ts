import { deleteNotice, deleteOperation } from '../../shared/delete';

export const deleteDataset = deleteOperation(
	'dataset',
	'Delete a dataset and all its rows permanently',
);

export const deleteDatasetNotice = deleteNotice(
	'dataset',
	'Permanently deletes the dataset and all its rows. The API key has no scopes: every dataset of the organization can be deleted here.',
);
