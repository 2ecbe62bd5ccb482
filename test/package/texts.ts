import ts from 'typescript';

import { filesIn } from './tarball.mts';

/**
 * What a text is. *message*: what happened; *phrase*: the same, after the name of a row or parameter;
 * *description*: what to do; *hint*: below the output; *panel*: what the panel says of a field; *notice*:
 * whole sentences in the panel; *label*: names; *part*: of a text that is put together; *code*: for no user.
 */
export type Kind =
	| 'message'
	| 'phrase'
	| 'description'
	| 'hint'
	| 'panel'
	| 'notice'
	| 'label'
	| 'part'
	| 'code';

export interface Text {
	/** With an ellipsis for each value. */
	text: string;
	/** Undefined where no rule knows it. */
	kind: Kind | undefined;
	/** The code of the values in it. */
	values: string[];
	place: string;
}

/** By the property that a text is given to. Descriptions of fields are the panel's: see `kindOfProperty`. */
const PROPERTIES: Record<string, Kind> = {
	...{ message: 'message', description: 'description', what: 'phrase', note: 'hint' },
	...{ displayName: 'label', name: 'label', label: 'label', placeholder: 'label' },
	...{ action: 'panel', hint: 'panel', emptyFieldsNotice: 'notice' },
};

/** By the function that a text is handed to, and the argument's place. */
const ARGUMENTS: Record<string, Kind[]> = {
	NodeOperationError: ['code', 'message'],
	toUserError: ['code', 'message', 'description'],
	UserError: ['message'],
	InvalidRow: ['phrase', 'description'],
	InvalidJson: ['phrase', 'description'],
	setInvalid: ['code', 'phrase', 'description'],
	fault: ['phrase', 'description'],
	super: ['phrase'],
	refuse: ['message', 'description'],
	stillRunning: ['code', 'message'],
	emptyWith: ['notice'],
	batchSizeField: ['notice'],
	columnsField: ['label', 'label', 'panel'],
	jsonRowsField: ['code', 'part'],
	...{
		readBoolean: ['code', 'label'],
		readChoice: ['code', 'label'],
		readInteger: ['code', 'label'],
	},
	invalid: ['code', 'label', 'code', 'part'],
	deleteOperation: ['label', 'panel'],
	deleteNotice: ['label', 'notice'],
	isOn: ['label'],
	...{ setOf: ['code'], acquireLock: ['code'], TypeError: ['code'], Error: ['code'] },
	warn: ['part'],
};

/** By the constant, the parameter or the function that a text is in. */
const NAMES: Array<[RegExp, Kind]> = [
	[/^message$/, 'message'],
	[/^(note|notes|lost|account|toCreate|guess|guesses|all)$/, 'description'],
	[/^(extraFieldsAdvice|adviceFor)$/, 'description'],
	[/^(TRY_LATER|PASTE_KEY|CHECK_URL|NO_RERUN|RETRY_ADVICE|CHECK_DATASET)$/, 'description'],
	[/^(NO_JSON|CHECK_DATE|NOT_FINITE|NOT_UNICODE|EMPTY_LIST|SEND_ONCE|description)$/, 'description'],
	[/^(NO_COLUMNS|NOT_KNOWN_YET)$/, 'notice'],
	[/(Hints?|hintsOf|Sentence)$/, 'hint'],
	[/^(DURATIONS|IF_EXISTS|modes|EXAMPLES)$/, 'label'],
	[
		/^(OUTCOMES|KINDS|around|quoted|nameOf|reasonText|before|ofItem|words|what|label|more|range|joinNames)$/,
		'part',
	],
	[/^(INVALID_DATE|OBJECT_TEXT|MASK|isPlainObject|ALLOWED|forItems|combine)$/, 'code'],
];

/** Every text of two words and more in the sources, whatever it is for. */
export async function readTexts(): Promise<Text[]> {
	const texts: Text[] = [];
	for (const folder of ['nodes', 'credentials']) {
		for (const [path, code] of await filesIn(folder)) {
			if (path.endsWith('.ts')) addTexts(texts, `${folder}/${path}`, code);
		}
	}
	return texts;
}

function addTexts(texts: Text[], path: string, code: string): void {
	const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
		if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
			const text = textOf(node);
			const kind = kindOf(node);
			if (!text.startsWith('=') && /[a-z]{2,}[^a-z]* +[a-z]{2,}/i.test(text)) {
				const values = ts.isTemplateExpression(node)
					? node.templateSpans.map(({ expression }) => expression.getText())
					: [];
				const { line } = file.getLineAndCharacterOfPosition(node.getStart());
				texts.push({ text: text.trim(), kind, values, place: `${path}:${line + 1}` });
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
}

const textOf = (node: ts.StringLiteralLike | ts.TemplateExpression): string =>
	ts.isTemplateExpression(node)
		? node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
		: node.text;

/** By the nearest of what is around it that a rule knows. */
function kindOf(node: ts.Node): Kind | undefined {
	for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
		if (ts.isTemplateSpan(parent)) return 'part';
		const kind =
			kindOfProperty(parent, child) ?? kindOfArgument(parent, child) ?? kindOfName(parent);
		if (kind) return kind;
	}
	return undefined;
}

function kindOfProperty(parent: ts.Node, child: ts.Node): Kind | undefined {
	if (!ts.isPropertyAssignment(parent) && !ts.isPropertyDeclaration(parent)) return undefined;
	if (child !== parent.initializer) return undefined;
	const name = parent.name.getText();
	const { properties } = parent.parent as Partial<ts.ObjectLiteralExpression>;
	const others = new Set((properties ?? []).map((one) => one.name?.getText()));
	const isPanel = ['displayName', 'action', 'name'].some((one) => others.has(one));
	if (name === 'description' && isPanel && !others.has('outcome')) return 'panel';
	if (name === 'value') return 'code';
	// What a credential's test says stands alone, and a notice is the name of its field.
	if (name === 'message' && others.has('key')) return 'notice';
	if (name === 'message' && others.has('location')) return 'hint';
	if (name === 'displayName' && /notice/.test(parent.parent.getText())) return 'notice';
	return Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined;
}

function kindOfArgument(parent: ts.Node, child: ts.Node): Kind | undefined {
	if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
	const name = parent.expression.getText().split('.').at(-1)!;
	const place = (parent.arguments ?? ([] as ts.Node[])).indexOf(child as ts.Expression);
	return Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name]![place] : undefined;
}

function kindOfName(parent: ts.Node): Kind | undefined {
	const isNamed =
		ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent);
	if (!isNamed) return undefined;
	const name = parent.name?.getText() ?? '';
	return NAMES.find(([pattern]) => pattern.test(name))?.[1];
}
