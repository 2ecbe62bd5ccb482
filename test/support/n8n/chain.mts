/** A node of a workflow: its name, its type, and what else it has. */
export type Link = [name: string, type: string, more?: object];

/** A workflow whose nodes follow one another, as the editor would save it. */
export function chain(name: string, settings: object, ...links: Link[]) {
	const nodes = links.map(([name, type, more]) => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
		...more,
	}));
	const connections = Object.fromEntries(
		links
			.slice(1)
			.map(([next], index) => [
				links[index]![0],
				{ main: [[{ node: next, type: 'main', index: 0 }]] },
			]),
	);
	return { name, settings, nodes, connections, active: false };
}
