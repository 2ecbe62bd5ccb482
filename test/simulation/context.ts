import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Akkio } from '../../nodes/Akkio/Akkio.node';
import type { Response } from '../../nodes/Akkio/shared/errors';
import type { Clock } from '../../nodes/Akkio/shared/clock';
import type { AkkioApi } from '../../credentials/AkkioApi.credentials';
import { compileFunction } from './node.mts';
import type { Seen } from './record';

/** The package as one n8n process has it loaded, with caches, locks and a rate limiter of its own. */
export interface Process {
	appendRows: Akkio['customOperations']['dataset']['appendRows'];
	authenticate: AkkioApi['authenticate'];
	clock: Clock;
}

export function loadProcess(): Process {
	let loaded: Process | undefined;
	jest.isolateModules(() => {
		const node = jest.requireActual<{ Akkio: typeof Akkio }>('../../nodes/Akkio/Akkio.node');
		const signing = jest.requireActual<{ AkkioApi: typeof AkkioApi }>(
			'../../credentials/AkkioApi.credentials',
		);
		const { clock } = jest.requireActual<{ clock: Clock }>('../../nodes/Akkio/shared/clock');
		const { appendRows } = new node.Akkio().customOperations.dataset;
		loaded = { appendRows, authenticate: new signing.AkkioApi().authenticate, clock };
	});
	return loaded!;
}

export interface ExecutionData {
	process: Process;
	parameters: INode['parameters'];
	onError: INode['onError'];
	items: INodeExecutionData[];
	credential: IDataObject;
	signal: AbortSignal;
	/** The node's context, which n8n keeps between tries. */
	nodeContext: object;
	/** What n8n's expressions know: $now and the like. */
	scope: Record<string, unknown>;
	/** Sends a request once it is signed; `askedAt` is when the node wanted it to go. */
	send(request: IHttpRequestOptions, askedAt: number): Promise<Seen>;
	/** Gets what the node writes to n8n's log, and its hints. */
	words: { log: string[]; hint: string[] };
}

/** The part of n8n that Append Rows uses, for schedules that have no time for all of it. */
export function createContext(data: ExecutionData): IExecuteFunctions {
	const { process, parameters, onError, items, credential, signal, nodeContext, send } = data;
	const node: INode = {
		...{ id: 'Akkio', name: 'Akkio', type: 'akkio', typeVersion: 1, position: [0, 0] },
		...{ parameters, onError },
	};
	const context = {
		connectionInputData: items,
		getNode: () => node,
		getInputData: () => items,
		getParentNodes: () => [],
		getNodeParameter(name: string, item: number, fallback?: unknown) {
			const given = name
				.split('.')
				.reduce<unknown>((value, key) => (value as IDataObject)?.[key], parameters);
			return fillIn(given ?? fallback, (expression) => this.evaluateExpression(expression, item));
		},
		/** @param expression with or without '=' in front */
		evaluateExpression(expression: string, item: number): unknown {
			const all = this.connectionInputData;
			const $input = { first: () => all[0] };
			const scope = { ...data.scope, $json: all[item]!.json, $itemIndex: item, $input };
			return evaluate(expression.replace(/^=/, ''), scope);
		},
		continueOnFail: () => onError !== 'stopWorkflow',
		getContext: () => nodeContext,
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getExecutionCancelSignal: () => signal,
		getCredentials: async () => credential,
		addExecutionHints: (...hints: Array<{ message: string }>) =>
			void data.words.hint.push(...hints.map(({ message }) => message)),
		logger: { warn: (message: string) => data.words.log.push(message) },
		helpers: {
			/** As n8n does it: attaches the signal, lets the credential sign, and throws without a response. */
			async httpRequestWithAuthentication(
				this: unknown,
				_type: string,
				options: IHttpRequestOptions,
			): Promise<Response> {
				const askedAt = process.clock.now();
				const request = { ...options, abortSignal: signal };
				const seen = await send(await process.authenticate(credential as never, request), askedAt);
				if ('response' in seen) return seen.response;
				throw Object.assign(new Error('No response'), { cause: { code: seen.code } });
			},
		},
	};
	return context as unknown as IExecuteFunctions;
}

function fillIn(value: unknown, evaluateOne: (expression: string) => unknown): unknown {
	if (typeof value === 'string') return value.startsWith('=') ? evaluateOne(value) : value;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, fillIn(inner, evaluateOne)]),
	);
}

type Evaluate = (...values: unknown[]) => unknown;

const compiled = new Map<string, Evaluate>();

/** n8n's expressions in short: code alone gives its value, code among text becomes text. */
function evaluate(template: string, scope: Record<string, unknown>): unknown {
	const names = Object.keys(scope);
	const pieces = template.split(/\{\{(.*?)\}\}/s).map((piece, at) => {
		if (at % 2 === 0) return piece;
		const run = compiled.get(piece) ?? (compileFunction(`return (${piece}\n);`, names) as Evaluate);
		compiled.set(piece, run);
		return run(...Object.values(scope));
	});
	const isWhole = pieces.length === 3 && pieces[0] === '' && pieces[2] === '';
	return isWhole ? pieces[1] : pieces.map((piece) => piece ?? '').join('');
}
