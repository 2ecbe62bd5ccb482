import type { Step } from './fixture.mts';
import { connectToForm, dragToCanvas, findNode, seeIcon } from './steps/addNode.mts';
import { dryRun, executeAndRead, mapByDragging, seeColumns } from './steps/mapColumns.mts';
import { chooseModel, predictAndRead } from './steps/predict.mts';
import { publish, submitAsVisitor } from './steps/publish.mts';
import { pickDataset, tryRightKey, tryWrongKey } from './steps/setUpNode.mts';
import { followAdvice, mapAutomatically, tryForm } from './steps/unknownField.mts';

/** What a user does, from an empty canvas to rows in a dataset and a prediction; each step builds on those before it. */
export const SCENARIO: ReadonlyArray<readonly [name: string, step: Step]> = [
	['finds Akkio by "akkio", "dataset" and "predict"', findNode],
	['sees its icon in light and dark', seeIcon],
	['drags it onto the canvas', dragToCanvas],
	['connects it to the form', connectToForm],
	['reads that a wrong key is wrong', tryWrongKey],
	['gives the right key and sees that it works', tryRightKey],
	['picks a dataset from the list by a part of its name', pickDataset],
	['tries the form, and reads why nothing was sent', tryForm],
	["sees the dataset's columns", seeColumns],
	['maps them by dragging from the input', mapByDragging],
	['executes the step, and reads the hint and the output', executeAndRead],
	['publishes the workflow', publish],
	['submits the form as a visitor, and sees the row in Akkio', submitAsVisitor],
	['maps automatically again, and reads why nothing was sent', mapAutomatically],
	['does what the message says, and the row arrives', followAdvice],
	['adds Dry Run, as the panel says, and nothing is sent', dryRun],
	['chooses Model, and one of its models from the list', chooseModel],
	["predicts, and sees the prediction beside the form's answers", predictAndRead],
];
