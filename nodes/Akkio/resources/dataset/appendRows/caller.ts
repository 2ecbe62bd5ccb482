import type { IExecuteFunctions, IExecutePaginationFunctions } from 'n8n-workflow';

/** Who appends: the custom operation with all items, or RoutingNode with one. */
export type AppendCaller = IExecuteFunctions | IExecutePaginationFunctions;
