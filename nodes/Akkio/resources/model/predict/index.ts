import type { INodePropertyOptions } from 'n8n-workflow';

import { runForAllItems, runForEachItem } from '../../../shared/customOperation';
import { predict as predictItems } from './execute';

export { predictFields } from './description';

export const predict: INodePropertyOptions = {
	name: 'Predict',
	value: 'predict',
	// This, and not the description, is what n8n tells an AI agent.
	action: 'Predict a value and its probability for rows',
	description: 'Predict a value for each row with a model, such as whether a lead will buy',
	routing: runForEachItem('/models', predictItems),
};

export const predictAllRows = runForAllItems(predictItems);
