import { readText, textsBelow } from './package.mts';

interface Node {
	name: string;
	type: string;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}
interface Workflow {
	id: string;
	name: string;
	active: boolean;
	nodes: Node[];
	connections: Record<string, Record<string, Array<Array<{ node: string }> | null>>>;
	pinData: object;
}

/** What a user imports; test/e2e runs them. */
const examples = Object.entries(textsBelow('docs/examples'))
	.filter(([file]) => file.endsWith('.json'))
	.map(([file, text]) => [file, JSON.parse(text) as Workflow] as const);
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';
const sizeOf = (node: Node) =>
	isNote(node)
		? ([Number(node.parameters.width), Number(node.parameters.height)] as const)
		: ([100, 100] as const);

test('there are examples, and each has an id of its own', () => {
	expect(examples.length).toBeGreaterThanOrEqual(6);
	expect(new Set(examples.map(([, { id }]) => id)).size).toBe(examples.length);
});

test.each(examples)('%s can be imported as it is: no key, no pinned data, not active', (_, one) => {
	expect({ active: one.active, pinData: one.pinData }).toEqual({ active: false, pinData: {} });
	const akkio = one.nodes.filter(({ type }) => type.startsWith('n8n-nodes-akkio.'));
	expect(akkio.length).toBeGreaterThan(0);
	for (const { credentials } of akkio) {
		expect(credentials).toEqual({ akkioApi: { id: 'akkioExample', name: 'Akkio' } });
	}
});

test.each(examples)(
	'%s has a note that starts with a heading and asks for the credential',
	(_, one) => {
		const notes = one.nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
		expect(notes.length).toBeGreaterThan(0);
		for (const note of notes) expect(note).toMatch(/^## /);
		expect(notes.join()).toMatch(/[Cc]hoose your Akkio credential/);
	},
);

test.each(examples)('%s connects only nodes that are there', (_, { nodes, connections }) => {
	const names = nodes.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	const targets = Object.values(connections)
		.flatMap((outputs) => Object.values(outputs).flat(2))
		.map((target) => target!.node);
	const ends = [...Object.keys(connections), ...targets];
	expect(ends.filter((name) => !names.includes(name))).toEqual([]);
});

test.each(examples)('%s is laid out so that nothing covers anything else', (_, { nodes }) => {
	const overlapping = nodes.flatMap((one, index) =>
		nodes.slice(index + 1).flatMap((other) => {
			const apart = [0, 1].some((axis) => {
				const [low, high] = [one, other].sort((a, b) => a.position[axis]! - b.position[axis]!);
				return low!.position[axis]! + sizeOf(low!)[axis]! <= high!.position[axis]!;
			});
			return apart ? [] : [`${one.name} and ${other.name}`];
		}),
	);
	expect(overlapping).toEqual([]);
});

test.each(examples)('the list of examples has %s under its own name', (file, { name }) => {
	const title = name.replace('Akkio: ', '');
	const linked = new RegExp(`\\[([^\\]]+)\\]\\(${file}\\)`).exec(
		readText('docs/examples/README.md'),
	)?.[1];
	expect(linked?.toLowerCase()).toBe(title.toLowerCase());
});
