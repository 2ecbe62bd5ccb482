import ts from 'typescript';

import { readFiles } from './package.mts';

/** A text of two words and more in the sources. */
export interface Text {
	/** With an ellipsis for each value. */
	text: string;
	/**
	 * *message*: what happened, whole or as it is said after a row's name; *description*: what to do.
	 * Undefined for all else.
	 */
	kind: 'message' | 'description' | undefined;
	/** The code of the values in it. */
	values: string[];
	place: string;
}

/** Functions and errors whose first text tells what happened, and the second one what to do. */
const EXPLAINS = /\b((to)?UserError|Node\w+Error|InvalidRow|setInvalid|fault|super|stillRunning)$/;

/** Code that is kept as text, and lists of single words. */
const isCode = (path: string, text: string) =>
	path.includes('expressions/') || text.startsWith('=') || /^[a-z' ]{80,}$/.test(text);

/** Every text of the sources that may be for users. */
export function readTexts(): Text[] {
	return ['nodes', 'credentials'].flatMap((folder) =>
		[...readFiles(folder)]
			.filter(([path]) => path.endsWith('.ts'))
			.flatMap(([path, code]) => textsIn(`${folder}/${path}`, code)),
	);
}

function textsIn(path: string, code: string): Text[] {
	const texts: Text[] = [];
	const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
		if (isText(node)) {
			const [text, values] = textOf(node);
			if (/[a-z]{2,}[^a-z]* +[a-z]{2,}/i.test(text) && !isCode(path, text)) {
				const { line } = file.getLineAndCharacterOfPosition(node.getStart());
				const place = `${path}:${line + 1}`;
				texts.push({ text: text.trim(), kind: kindOf(node), values, place });
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return texts;
}

const isText = (node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression =>
	ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

function textOf(node: ts.StringLiteralLike | ts.TemplateExpression): [string, values: string[]] {
	if (!ts.isTemplateExpression(node)) return [node.text, []];
	const { head, templateSpans: spans } = node;
	return [
		head.text + spans.map(({ literal }) => `…${literal.text}`).join(''),
		spans.map(({ expression }) => expression.getText()),
	];
}

/** By the nearest property, call or variable around it; what is only a value in a text has none. */
function kindOf(node: ts.Node): Text['kind'] {
	for (let child = node, { parent } = node; parent; child = parent, parent = parent.parent) {
		if (ts.isTemplateSpan(parent)) return undefined;
		if (ts.isVariableDeclaration(parent)) return kindNamed(parent.name.getText());
		if (ts.isPropertyAssignment(parent)) {
			const names = parent.parent.properties.map(({ name }) => name?.getText() ?? '');
			// A field, a hint, and what the credential's test says, have names of their own.
			const isOther = names.some((name) => /^(displayName|name|action|location|key)$/.test(name));
			if (isOther && !names.includes('outcome')) return undefined;
			return kindNamed(parent.name.getText().replace('what', 'message'));
		}
		if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
			if (!EXPLAINS.test(parent.expression.getText())) return undefined;
			const texts = parent.arguments!.filter((one) => hasText(one) || kindNamed(one.getText()));
			return KINDS[texts.indexOf(child as ts.Expression)];
		}
	}
	return undefined;
}

const KINDS = ['message', 'description'] as const;
const kindNamed = (name: string) => KINDS.find((kind) => kind === name);
const hasText = (node: ts.Node): boolean => isText(node) || ts.forEachChild(node, hasText) === true;
