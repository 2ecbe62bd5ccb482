import { JsonText } from '../../../../nodes/Akkio/shared/jsonText';

test.each([
	['{"id":"ü€😀"}'],
	['{"id":"ü"', ',"rows":[', '{"a":"€"}', ',', '{}', ']}'],
	['{', '"id":1}'],
])('pieces are one text, with one more field at its end', (...pieces) => {
	const bytes = new JsonText(pieces).bytesWith('api_key', 'k"é');
	expect(JSON.parse(String(bytes))).toEqual({ ...JSON.parse(pieces.join('')), api_key: 'k"é' });
	expect(String(bytes)).toBe(`${pieces.join('').slice(0, -1)},"api_key":"k\\"é"}`);
});
