import * as fc from 'fast-check';

import { GUARDED, NAMES, NUMBERS, TEXTS } from './oddities';

/** Any UTF-16, halves of pairs included. */
const text = (maxLength: number) =>
	fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength });

/** A column's name, or what somebody takes for one. */
export const name = fc.oneof(
	// Few enough that rows share columns, and that a row has one of them twice.
	{ weight: 3, arbitrary: fc.constantFrom('name', ' name', 'Age', 'Age ') },
	{ weight: 5, arbitrary: fc.constantFrom(...NAMES) },
	{ weight: 1, arbitrary: text(6) },
);

/** @param isGuarded whether there are names that do not pass through n8n's expressions */
const nameOr = (isGuarded: boolean) =>
	isGuarded
		? fc.oneof({ weight: 30, arbitrary: name }, fc.constantFrom(...GUARDED))
		: name.filter((one) => !(one in {}));

const scalar = fc.oneof(
	fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, true, false, null),
	text(12),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	fc.integer(),
);

/** An object of any keys: `__proto__` becomes one like the others. */
export const objectOf = (keys: fc.Arbitrary<string>, inner: fc.Arbitrary<unknown>, maxLength = 4) =>
	fc
		.array(fc.tuple(keys, inner), { maxLength })
		.map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

const deep = fc
	.tuple(fc.integer({ min: 50, max: 200 }), fc.boolean())
	.map(([depth, isList]) =>
		Array.from({ length: depth }).reduce((inner) => (isList ? [inner] : { inner }), 1),
	);

/** Anything that JSON can hold. */
export function jsonValue({ isGuarded }: { isGuarded: boolean }): fc.Arbitrary<unknown> {
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 3 },
			{ weight: 12, arbitrary: scalar },
			{ weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
			{ weight: 1, arbitrary: objectOf(nameOr(isGuarded), tie('value'), 3) },
		),
	}));
	return fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: deep });
}

/** Mostly what makes a row, now and then an empty one. */
export const rowOf = ({ isGuarded }: { isGuarded: boolean }) =>
	objectOf(nameOr(isGuarded), jsonValue({ isGuarded }));

/** Rows, now and then a list that holds something else. */
export const rowsOf = (names: { isGuarded: boolean }) =>
	fc.array(fc.oneof({ weight: 12, arbitrary: rowOf(names) }, jsonValue(names)), { maxLength: 4 });
