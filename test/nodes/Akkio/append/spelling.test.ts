import { nearest } from '../../../../nodes/Akkio/append/spelling';

const COLUMNS = ['Email', 'First Name', 'Amount', 'zip'];

test.each([
	['email', 'Email'],
	['E-Mail', 'Email'],
	['Emial', 'Email'],
	['first_name', 'First Name'],
	['firstname', 'First Name'],
	['Fist Name', 'First Name'],
	['amnt', undefined],
	['Amont', 'Amount'],
	['zap', 'zip'],
	['phone', undefined],
	['', undefined],
	['x'.repeat(10_000), undefined],
])('%j is %j', (wrong, column) => expect(nearest(wrong, COLUMNS)).toBe(column));

test('the nearest of several is meant', () =>
	expect(nearest('colour', ['color', 'colours', 'colour 2'])).toBe('color'));
