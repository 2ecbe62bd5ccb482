import { readFiles, readText } from './package.mts';

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
	pinData: object;
}

/** What a user imports; test/e2e runs them. */
const examples = [...readFiles('docs/examples')]
	.filter(([file]) => file.endsWith('.json'))
	.map(([file, text]) => [file, JSON.parse(text) as Workflow] as const);
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';

test('there are examples, and each has an id of its own', () => {
	expect(examples.length).toBeGreaterThanOrEqual(6);
	expect(new Set(examples.map(([, { id }]) => id)).size).toBe(examples.length);
});

describe.each(examples)('%s', (file, { name, nodes, active, pinData }) => {
	test('can be imported as it is: no key, no pinned data, not active', () => {
		expect({ active, pinData }).toEqual({ active: false, pinData: {} });
		const akkio = nodes.filter(({ type }) => type.startsWith('n8n-nodes-akkio.'));
		expect(akkio.length).toBeGreaterThan(0);
		for (const { credentials } of akkio) {
			expect(credentials).toEqual({ akkioApi: { id: 'akkioExample', name: 'Akkio' } });
		}
	});

	test('has notes with headings, one of which asks for the credential', () => {
		const notes = nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
		for (const note of notes) expect(note).toMatch(/^## /);
		expect(notes.join()).toMatch(/[Cc]hoose your Akkio credential/);
	});

	test('is laid out so that nothing covers anything else', () => {
		const sizeOf = (node: Node) =>
			isNote(node) ? [Number(node.parameters.width), Number(node.parameters.height)] : [100, 100];
		const isCovered = (one: Node, other: Node) =>
			[0, 1].every((axis) => {
				const [low, high] = [one, other].sort((a, b) => a.position[axis]! - b.position[axis]!);
				return low!.position[axis]! + sizeOf(low!)[axis]! > high!.position[axis]!;
			});
		const overlapping = nodes.flatMap((one, index) =>
			nodes.slice(index + 1).filter((other) => isCovered(one, other)),
		);
		expect(overlapping.map((node) => node.name)).toEqual([]);
	});

	test('is in the list of examples under its own name', () => {
		const link = new RegExp(`\\[([^\\]]+)\\]\\(${file}\\)`);
		const [, linked] = link.exec(readText('docs/examples/README.md')) ?? [];
		expect(linked?.toLowerCase()).toBe(name.replace('Akkio: ', '').toLowerCase());
	});
});
