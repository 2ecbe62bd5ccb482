import { agents } from './agents.mts';
import { append } from './append.mts';
import type { Area } from './check.mts';
import { failing } from './failing.mts';
import { operations } from './operations.mts';
import { setUp } from './setUp.mts';
import { stopping } from './stopping.mts';

/** Everything that is tried in every n8n, in the order of the table. */
export const AREAS: Area[] = [setUp, operations, append, failing, stopping, agents];
