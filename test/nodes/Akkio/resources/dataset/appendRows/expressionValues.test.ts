import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { expressionValues } from '../../../../../../nodes/Akkio/resources/dataset/appendRows/expressionValues';
import { mappingContext, mappingWorkflow } from '../../../../../support/engine/mapping';
import { EXPRESSIONS, ITEMS } from './expressions';
import { evaluations, itemsOf, outcome } from './mappedRows';

const workflow = mappingWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

const byN8n = (context: IExecuteFunctions) => (itemIndex: number) =>
	context.getNodeParameter('rowsJson', itemIndex);

/** What each of the items gets, or what is thrown and whom it blames, in n8n's way and in ours. */
function bothWays(rowsJson: string) {
	const contextOf = (items: INodeExecutionData[]) =>
		mappingContext(workflow, {}, items, { rowsJson });
	const [ours, theirs] = [contextOf(sample()), contextOf(sample())];
	const fast = expressionValues(ours, rowsJson, byN8n(ours));
	return {
		ours: ITEMS.map((_, itemIndex) => outcome(fast, itemIndex)),
		theirs: ITEMS.map((_, itemIndex) => outcome(byN8n(theirs), itemIndex)),
	};
}
const sample = () => itemsOf(structuredClone(ITEMS));

test.each([
	...EXPRESSIONS.filter((expression) => expression.startsWith('=')),
	'={{ $json }}',
	'={ "name": {{ JSON.stringify($json.name) }}, "n": 1 }',
	'={{ [$json, $json] }}',
])('each item gets what n8n gives: %s', (expression) => {
	const { ours, theirs } = bothWays(expression);
	expect(ours).toStrictEqual(theirs);
});

test.each([
	['={{ $json }}', 1],
	['={{ { n: $json.n + 1 } }}', 4],
])('a thousand items cost n8n few evaluations: %s', (rowsJson, most) => {
	const items = itemsOf(Array.from({ length: 1000 }, (_, n) => ({ n })));
	const context = mappingContext(workflow, {}, items, { rowsJson });
	const count = evaluations(() => {
		const valueOf = expressionValues(context, rowsJson, byN8n(context));
		expect(items.map((_, itemIndex) => valueOf(itemIndex))).toHaveLength(1000);
	});
	expect(count).toBeLessThanOrEqual(most);
});
