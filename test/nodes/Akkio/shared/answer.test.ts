import { succeeded, wordsOf } from '../../../../nodes/Akkio/shared/answer';

const answer = (statusCode: number, body: unknown) => ({ statusCode, headers: {}, body });

test.each([
	[200, { status: 'success' }, true],
	[200, { status: 'partial' }, false],
	[200, { status: 'success ' }, false],
	[201, { status: 'success' }, false],
	[200, 'success', false],
	[200, '{"status":"success"', false],
	[200, [{ status: 'success' }], false],
	[200, null, false],
	[200, {}, false],
])('%d with %j is a success: %p', (statusCode, body, expected) => {
	expect(succeeded(answer(statusCode, body))).toBe(expected);
});

test("Akkio's words are its status, or the fields that a 422 names", () => {
	expect(wordsOf(answer(404, { status: 'missing or invalid API key' }))).toBe(
		'missing or invalid API key',
	);
	expect(wordsOf(answer(422, { detail: 'Bad rows' }))).toBe('Bad rows');
	const detail = [
		{ loc: ['body', 'name'], msg: 'field required' },
		{ loc: ['body'], msg: 'too short' },
	];
	expect(wordsOf(answer(422, { detail }))).toBe('name: field required; too short');
	expect(wordsOf(answer(422, { detail: [] }))).toBeUndefined();
	expect(wordsOf(answer(502, '<html>Bad Gateway</html>'))).toBeUndefined();
});
