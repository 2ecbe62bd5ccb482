/** The penguins of vega-datasets, split for a model that tells their species. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../root.mts';

const FILE = join(ROOT, 'node_modules', 'vega-datasets', 'data', 'penguins.json');

export interface Penguin {
	Species: string;
	[measure: string]: string | number | null;
}

/** All 344, in the order of the file: by species. */
export const penguins = JSON.parse(readFileSync(FILE, 'utf8')) as Penguin[];

const isHeldOut = (_one: Penguin, n: number) => n % 8 === 0 || n === 4;
/** 44 of them, of every species, and the 300 others. */
export const heldOutPenguins = penguins.filter(isHeldOut);
export const trainingPenguins = penguins.filter((one, n) => !isHeldOut(one, n));
