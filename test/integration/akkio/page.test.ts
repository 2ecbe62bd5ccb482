import { startStandIn } from '../../support/akkio/server.mts';
import type { StandIn } from '../../support/akkio/server.mts';

const KEY = 'never-on-the-page';
let standIn: StandIn;
beforeEach(async () => {
	standIn = await startStandIn({ keys: [KEY], extraFields: 'keep' });
});
afterEach(async () => await standIn.stop());

/** Line ends are the formatter's business. */
const pageText = async () => (await (await fetch(standIn.pageUrl)).text()).replace(/\s+/g, ' ');
const filled = (name: string, ...appends: object[][]) => {
	const { id } = standIn.datasets.create(name);
	for (const rows of appends) standIn.datasets.append(id, rows);
	return id;
};

describe('the page', () => {
	it('says what it is, the base URL, that nothing is kept, and how rows get here', async () => {
		const text = await pageText();
		for (const part of ['This is not Akkio', standIn.baseUrl, 'memory only', 'No dataset yet']) {
			expect(text).toContain(part);
		}
	});

	it('shows each dataset with its id, fields, number of rows and first ten rows, newest first', async () => {
		filled('Older');
		const id = filled(
			'Newer',
			Array.from({ length: 1234 }, (_, n) => ({ Number: 7000 + n })),
		);
		const text = await pageText();
		expect(text.indexOf('Newer')).toBeLessThan(text.indexOf('Older'));
		for (const part of [id, '1,234 rows, 1 field', 'Number<small>number', '7009']) {
			expect(text).toContain(part);
		}
		expect(text).not.toContain('7010');
	});

	it('shows a value that is no field, and says so', async () => {
		filled('Cars', [{ a: 1 }], [{ a: 2, Surprise: 'kept' }]);
		expect(await pageText()).toContain('Surprise<small>no field');
	});

	it('shows markup in names, fields and values as text', async () => {
		const script = '<script>alert(1)</script>';
		filled(script, [{ [script]: script, deep: { script } }]);
		const text = await pageText();
		expect(text).not.toContain(script);
		expect(text.split('&lt;script&gt;alert(1)&lt;/script&gt;')).toHaveLength(5);
	});

	it('never shows a key', async () => {
		await fetch(`${standIn.baseUrl}/datasets?api_key=${KEY}&name=Cars`, { method: 'POST' });
		const json = await fetch(`${standIn.pageUrl}datasets.json`);
		expect((await pageText()) + (await json.text())).not.toContain(KEY);
	});

	it('has everything as JSON beside it, and neither counts as a request to the API', async () => {
		const id = filled('Cars', [{ a: 1 }]);
		await pageText();
		const response = await fetch(`${standIn.pageUrl}datasets.json`);
		expect(await response.json()).toEqual([
			{ id, name: 'Cars', fields: [{ name: 'a', type: 'number' }], rows: [{ a: 1 }] },
		]);
		expect(standIn.requests).toEqual([]);
	});
});
