import { deleteNotice, deleteOperation } from '../../shared/delete';

export const deleteDataset = deleteOperation(
	'dataset',
	'Delete a dataset and all its rows permanently',
);

export const deleteDatasetNotice = deleteNotice(
	'dataset',
	'Permanently deletes the dataset and all its rows. With this API key, any dataset of your organization can be deleted.',
);
