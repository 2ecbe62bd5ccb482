import { bodyOf, columnsOf, must, read, rowsWithin, succeeded, type Fact } from './fact.mts';

/** Two rows with every kind of value that tables have; they define the columns. */
const FIRST_ROWS = [
	{ name: 'Ada', seats: 5, ratio: 0.5, isNew: false, note: '' },
	{ name: 'Grüße, 東京', seats: 0, ratio: -1, isNew: true, note: '007' },
];
const COLUMNS = Object.keys(FIRST_ROWS[0]!);

/** How requests look, in an order in which each finds what the ones before it left. */
export const WIRE: Fact[] = [
	{
		number: 'W9',
		says: 'POST {name} creates a dataset and answers {status, dataset_id, dataset_name}',
		async check(world) {
			const answer = await world.akkio.ask('POST', { name: world.name });
			const { dataset_id: id, dataset_name: name } = bodyOf(answer);
			if (typeof id === 'string' && id.trim() !== '') world.id = id;
			const isSo = succeeded(answer) && world.id !== '' && name === world.name;
			must(isSo, world.akkio.words(answer));
		},
	},
	{
		number: 'W13',
		says: 'an id is 20 letters and digits',
		async check({ id }) {
			must(/^[A-Za-z0-9]{20}$/.test(id), `an id of another form: ${id}`);
		},
	},
	{
		number: 'W6',
		says: 'GET without an id lists every dataset as {id, name}',
		async check({ akkio, id, name }) {
			const answer = await akkio.ask('GET');
			const { datasets } = bodyOf(answer);
			must(succeeded(answer), `HTTP ${answer.status}, and no success`);
			must(Array.isArray(datasets), 'no list of datasets');
			const keys = new Set(datasets.flatMap((one: object) => Object.keys(one)));
			must([...keys].sort().join() === 'id,name', `entries with the keys ${[...keys].join(', ')}`);
			const isText = (one: { id: unknown; name: unknown }) =>
				typeof one.id === 'string' && typeof one.name === 'string';
			must(datasets.every(isText), 'an entry whose id or name is no text');
			const own = datasets.find((one: { id: string }) => one.id === id);
			must(own === undefined || own.name === name, "another name for the suite's dataset");
		},
	},
	{
		number: 'W7',
		says: 'GET with an id answers {status, name, rows, fields}, without the id',
		async check(world) {
			const body = await read(world);
			const keys = Object.keys(body).sort().join();
			must(keys === 'fields,name,rows,status', `the keys ${keys}`);
			must(body.name === world.name, `the name ${JSON.stringify(body.name)}`);
			must(body.rows === 0, `${JSON.stringify(body.rows)} rows in a new dataset`);
			must(Array.isArray(body.fields) && body.fields.length === 0, 'fields in a new dataset');
		},
	},
	{
		number: 'W10',
		says: 'POST {id, rows} appends a list of rows and answers {status}',
		async check(world) {
			const answer = await world.akkio.ask('POST', { id: world.id, rows: FIRST_ROWS });
			must(succeeded(answer), world.akkio.words(answer));
			const keys = Object.keys(bodyOf(answer)).join();
			must(keys === 'status', `the keys ${keys}`);
			const rows = await rowsWithin(world, 2);
			must(rows === 2, `${rows} rows after two were appended`);
		},
	},
	{
		number: 'W11',
		says: 'the first append defines the columns',
		async check(world) {
			const columns = await columnsOf(world);
			const isSo = columns.toSorted().join() === COLUMNS.toSorted().join();
			must(isSo, `the columns ${columns.join(', ')}`);
			const inOrder = columns.join() === COLUMNS.join();
			return inOrder ? 'in the order of the first row' : `in this order: ${columns.join(', ')}`;
		},
	},
	{
		number: 'W8',
		says: 'the types of columns are category, string or number',
		async check(world) {
			const { fields } = await read(world);
			const types = (fields as Array<{ name: string; type: string }>).map(
				({ name, type }) => `${name}: ${type}`,
			);
			const isKnown = types.every((one) => /: (category|string|number)$/.test(one));
			must(isKnown, types.join(', '));
			return types.join(', ');
		},
	},
	{
		number: 'W10',
		says: 'rows may also be that list as JSON text',
		async check(world) {
			const rows = JSON.stringify([FIRST_ROWS[0]]);
			const answer = await world.akkio.ask('POST', { id: world.id, rows });
			must(succeeded(answer), world.akkio.words(answer));
			const found = await rowsWithin(world, 3);
			must(found === 3, `${found} rows after the third was appended`);
		},
	},
	{
		number: 'W3',
		says: 'a POST takes the key in the query as well',
		async check(world) {
			const fields = { id: world.id, rows: [FIRST_ROWS[1]] };
			const answer = await world.akkio.ask('POST', fields, { keyIn: 'query' });
			must(succeeded(answer), world.akkio.words(answer));
			const found = await rowsWithin(world, 4);
			must(found === 4, `${found} rows after the fourth was appended`);
		},
	},
];
