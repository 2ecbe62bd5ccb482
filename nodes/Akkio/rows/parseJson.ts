import { NodeOperationError, type INode } from 'n8n-workflow';

/**
 * The row or the list of rows in 'Rows', which holds typed text or whatever its expression gives.
 * @throws NodeOperationError if it is empty, or no JSON
 */
export function rowsInJson(node: INode, given: unknown, itemIndex: number): unknown {
	const isText = typeof given === 'string';
	if (given === undefined || given === null || (isText && given.trim() === '')) {
		throw new NodeOperationError(node, "'Rows' is empty", {
			itemIndex,
			description:
				'Give a row as a JSON object, or a list of them. If it comes from an expression, check that it has a value for this item.',
		});
	}
	return isText ? parsed(node, given, itemIndex) : given;
}

function parsed(node: INode, text: string, itemIndex: number): unknown {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new NodeOperationError(node, `'Rows' is not JSON: ${(error as Error).message}`, {
			itemIndex,
			description:
				'Write names and texts in double quotes, and no comma after the last one: [{ "Name": "Ada", "Age": 36 }]. An expression may give the object or the list itself: {{ $json.rows }}.',
		});
	}
	const rounded = roundedNumberIn(value, new Set(text.match(LONG_NUMBER)?.map(Number)));
	if (rounded === undefined) return value;
	throw new NodeOperationError(
		node,
		`'Rows' holds a number too long to be exact, near ${rounded}`,
		{
			itemIndex,
			description: 'It would arrive rounded. Put it in quotes to send it as text, digit by digit.',
		},
	);
}

/** JavaScript keeps integers of up to 15 digits, and some of 16, exactly. */
const LONG_NUMBER = /\d{16,}(?:\.\d+)?(?:[eE]\+?\d+)?/g;

/** @param long the text's long numbers without their sign; some may only be digits of a text */
function roundedNumberIn(value: unknown, long: ReadonlySet<number>): number | undefined {
	const todo = long.size > 0 ? [value] : [];
	while (todo.length > 0) {
		const next = todo.pop();
		if (isRounded(next) && long.has(Math.abs(next))) return next;
		if (typeof next === 'object' && next !== null)
			for (const inner of Object.values(next)) todo.push(inner);
	}
	return undefined;
}

const isRounded = (value: unknown): value is number =>
	Number.isInteger(value) && !Number.isSafeInteger(value);
