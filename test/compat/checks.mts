import { agents } from './agents.mts';
import { append } from './append.mts';
import type { Area } from './check.mts';
import { errorOutput } from './errorOutput.mts';
import { mapping } from './mapping.mts';
import { operations } from './operations.mts';
import { retrying } from './retrying.mts';
import { setUp } from './setUp.mts';
import { stopping } from './stopping.mts';

/** Everything that is tried in every n8n, in the order of the table. */
export const AREAS: Area[] = [
	setUp,
	operations,
	append,
	mapping,
	retrying,
	errorOutput,
	stopping,
	agents,
];
