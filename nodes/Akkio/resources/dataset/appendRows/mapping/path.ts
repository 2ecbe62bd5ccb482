import { isObject } from '../../../../shared/answer';
import { isPlain, OWN, plainSize } from './plain';

/** A way into an item's JSON: keys and indexes, and whether each is asked with '?.'. */
interface Step {
	key: string;
	isOptional: boolean;
}
type Operand = { steps: Step[] } | { literal: unknown };

/** Paths and literals with '??' or '||' between them, all the same. */
export interface Choice {
	operands: Operand[];
	operator?: '??' | '||';
}

const KEY = /"([^"'`\\{}\p{C}\u2028\u2029]*)"|'([^"'`\\{}\p{C}\u2028\u2029]*)'|(0|[1-9]\d{0,8})/u
	.source;
const NAME = '[A-Za-z_$][A-Za-z0-9_$]*';
const STEP = new RegExp(`(\\?)?\\.(${NAME})|(\\?\\.)?\\[(?:${KEY})\\]`, 'uy');
const ROOT = /\$json(?![A-Za-z0-9_$])/y;
const LITERAL = new RegExp(`(?:${KEY}|(true|false|null|undefined))(?![A-Za-z0-9_$.])`, 'uy');
const OPERATOR = /[ \n\t]*(\?\?|\|\|)[ \n\t]*/y;
const WORDS = new Map<string, unknown>([
	['true', true],
	['false', false],
	['null', null],
	['undefined', undefined],
]);

/** Reads code as a choice of paths and literals; undefined if it is anything else. */
export function choiceOf(code: string): Choice | undefined {
	if (/\$if|\.\w+\s*(\?\.)?\s*\(/.test(code)) return undefined; // n8n rewrites it, even in quotes
	let place = 0;
	const next = (pattern: RegExp) => {
		pattern.lastIndex = place;
		const match = pattern.exec(code);
		if (match) place = pattern.lastIndex;
		return match;
	};
	const operand = (): Operand | undefined => {
		if (next(ROOT)) {
			const steps: Step[] = [];
			for (let step = next(STEP); step; step = next(STEP)) {
				const key = step[2] ?? step[4] ?? step[5] ?? step[6]!;
				steps.push({ key, isOptional: Boolean(step[1] ?? step[3]) });
			}
			return steps.every(({ key }) => !isRefused(key)) ? { steps } : undefined;
		}
		const literal = next(LITERAL);
		if (!literal) return undefined;
		const [, double, single, digits, word] = literal;
		if (word !== undefined) return { literal: WORDS.get(word) };
		return { literal: digits === undefined ? (double ?? single) : Number(digits) };
	};

	const first = operand();
	if (!first) return undefined;
	const choice: Choice = { operands: [first] };
	while (place < code.length) {
		const operator = next(OPERATOR)?.[1] as Choice['operator'];
		const following = operator && operand();
		if (!following || (choice.operator && choice.operator !== operator)) return undefined;
		choice.operands.push(following);
		choice.operator = operator;
	}
	return choice;
}

/** Keys that every object has, and those that n8n refuses or keeps for itself. */
const isRefused = (key: string) =>
	key in Object.prototype || key.startsWith('_') || REFUSED.has(key);

/** n8n-workflow's isSafeObjectProperty; one that it adds later shows when a run's first item is checked. */
const REFUSED = new Set(
	'prototype getPrototypeOf setPrototypeOf getOwnPropertyDescriptor getOwnPropertyDescriptors defineProperty defineProperties mainModule binding prepareStackTrace caller callee arguments getBuiltinModule dlopen execve loadEnvFile'.split(
		' ',
	),
);

/** Reads what the choice gives for an item's JSON, or OWN where only n8n can tell. */
export function choiceReader(choice: Choice): (json: unknown) => unknown {
	const [operand] = choice.operands;
	const steps = operand && 'steps' in operand ? operand.steps : [];
	if (choice.operands.length > 1 || steps.length !== 1) return (json) => chosen(choice, json);
	const { key } = steps[0]!;
	// Most columns are a field of the item, and hold text or a number: no need to look further.
	return (json) => {
		const value = isObject(json) && isPlain(json) ? fieldOf(json, key) : undefined;
		return typeof value === 'string' || isExact(value) ? value : chosen(choice, json);
	};
}

function fieldOf(json: Record<string, unknown>, key: string): unknown {
	try {
		return Object.hasOwn(json, key) ? json[key] : undefined;
	} catch {
		return undefined; // a getter that throws
	}
}

/** Numbers that both engines hand on as they are. */
const isExact = (value: unknown) => Number.isFinite(value) && value !== 0;

/** What the choice gives for an item's JSON, or OWN where only n8n can tell. */
function chosen({ operands, operator }: Choice, json: unknown): unknown {
	if (!isObject(json)) return OWN;
	let value: unknown;
	for (const operand of operands) {
		value = 'literal' in operand ? operand.literal : follow(json, operand.steps);
		if (value === OWN) return OWN;
		// n8n swallows the TypeError, and with it the rest of the expression.
		if (value === THROWN) return undefined;
		if (operator === '??' ? value !== null && value !== undefined : value) break;
	}
	// Most values are text, and here every step counts.
	return typeof value === 'string' || plainSize(value) !== undefined ? value : OWN;
}

const THROWN = Symbol('TypeError');

function follow(json: unknown, steps: Step[]): unknown {
	let value = json;
	for (const { key, isOptional } of steps) {
		if (value === null || value === undefined) return isOptional ? undefined : THROWN;
		value = member(value, key);
		if (value === OWN) return OWN;
	}
	return value;
}

function member(value: NonNullable<unknown>, key: string): unknown {
	const isObject = typeof value === 'object';
	if (isObject ? !isPlain(value) : plainSize(value) === undefined) return OWN;
	const holder = Object(value) as Record<string, unknown>;
	const isData = Array.isArray(value) ? key === 'length' || /^\d+$/.test(key) : true;
	if (isData && Object.hasOwn(holder, key)) {
		try {
			return holder[key];
		} catch {
			return OWN; // a getter that throws
		}
	}
	return key in holder ? OWN : undefined;
}
