import { withoutKey } from '../../../../nodes/Akkio/shared/redact';

const KEY = 'se"cret/k\\éy+1 =';

test.each([
	['as it is', KEY],
	['in JSON', JSON.stringify(KEY).slice(1, -1)],
	['in an address', encodeURIComponent(KEY)],
	['in Base64', Buffer.from(KEY).toString('base64')],
])('a key %s is masked, wherever and however often it stands', (_spelling, spelled) => {
	expect(withoutKey(spelled, KEY)).toBe('[API key]');
	expect(withoutKey(`${spelled}, again ${spelled}${spelled}.`, KEY)).toBe(
		'[API key], again [API key][API key].',
	);
});

test('several spellings in one text are all masked', () => {
	const body = JSON.stringify({
		status: `unknown key ${KEY}`,
		url: `?api_key=${encodeURIComponent(KEY)}`,
	});
	expect(withoutKey(body, KEY)).toBe(
		'{"status":"unknown key [API key]","url":"?api_key=[API key]"}',
	);
});

test('a key like that of Akkio is masked in a sentence', () => {
	const plain = ['8c5d2a1e', '90f3', '4b1c', 'a7aa', '0123456789ab'].join('-');
	expect(withoutKey(`The key '${plain}' is unknown (${plain})`, plain)).toBe(
		"The key '[API key]' is unknown ([API key])",
	);
});

test.each(['a.c', '$&', '(', '[a-z]', '\\d'])('%s is a key, not a pattern', (key) => {
	expect(withoutKey(`abc ${key} 1`, key)).toBe('abc [API key] 1');
});

test('other text stays as it is', () => {
	expect(withoutKey('SE"CRET and se"cre and $&', KEY)).toBe('SE"CRET and se"cre and $&');
	expect(withoutKey('', KEY)).toBe('');
});

test('where there is no key, nothing is masked', () => {
	expect(withoutKey('nothing to hide', '')).toBe('nothing to hide');
	expect(withoutKey('', '')).toBe('');
});
