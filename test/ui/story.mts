import { giveTheRightKey, tryAWrongKey } from './steps/createTheCredential.mts';
import { connectToTheForm, dragToTheCanvas } from './steps/dragAndConnect.mts';
import { findTheNode, seeItsIcon } from './steps/findTheNode.mts';
import { pickTheDataset } from './steps/pickTheDataset.mts';
import type { Step } from './scene.mts';

/** What a user does, from an empty canvas to rows in a dataset; each step stands on those before it. */
export const STORY: ReadonlyArray<readonly [name: string, step: Step]> = [
	['finds Akkio by "akkio", "dataset" and "prediction data"', findTheNode],
	['sees its icon in light and dark', seeItsIcon],
	['drags it onto the canvas', dragToTheCanvas],
	['connects it to the form', connectToTheForm],
	['learns that a wrong key is wrong', tryAWrongKey],
	['gives the right key and sees that it works', giveTheRightKey],
	['picks a dataset from the list by a part of its name', pickTheDataset],
];
