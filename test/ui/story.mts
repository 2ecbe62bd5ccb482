import { checkOnly } from './steps/checkOnly.mts';
import { giveTheRightKey, tryAWrongKey } from './steps/createTheCredential.mts';
import { connectToTheForm, dragToTheCanvas } from './steps/dragAndConnect.mts';
import { findTheNode } from './steps/findTheNode.mts';
import { executeAndRead } from './steps/executeAndRead.mts';
import { followTheAdvice, mapAutomaticallyAgain } from './steps/followTheAdvice.mts';
import { mapThemByDragging, seeTheColumns } from './steps/mapTheColumns.mts';
import { pickTheDataset } from './steps/pickTheDataset.mts';
import { publish, submitAsAVisitor } from './steps/publishAndSubmit.mts';
import { seeTheIcon } from './steps/seeTheIcon.mts';
import { tryTheForm } from './steps/tryTheForm.mts';
import type { Step } from './scene.mts';

/** What a user does, from an empty canvas to rows in a dataset; each step stands on those before it. */
export const STORY: ReadonlyArray<readonly [name: string, step: Step]> = [
	['finds Akkio by "akkio", "dataset" and "prediction data"', findTheNode],
	['sees its icon in light and dark', seeTheIcon],
	['drags it onto the canvas', dragToTheCanvas],
	['connects it to the form', connectToTheForm],
	['learns that a wrong key is wrong', tryAWrongKey],
	['gives the right key and sees that it works', giveTheRightKey],
	['picks a dataset from the list by a part of its name', pickTheDataset],
	['tries the form, and reads why nothing was sent', tryTheForm],
	["sees the dataset's columns", seeTheColumns],
	['maps them by dragging from the input', mapThemByDragging],
	['executes the step, and reads the hint and the output', executeAndRead],
	['publishes the workflow', publish],
	['submits the form as a visitor, and sees the row in Akkio', submitAsAVisitor],
	['maps automatically again, and is refused again', mapAutomaticallyAgain],
	['does what the message says, and the row arrives', followTheAdvice],
	['adds Check Only, as the panel says, and nothing is sent', checkOnly],
];
