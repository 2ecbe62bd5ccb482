/**
 * Every name that code may use by itself, and every method that it may call. Nothing here changes
 * what it is called on, evaluates text, gives a random value or has an effect outside.
 */
export const ALLOWED = new Set(
	`true false null undefined NaN Infinity typeof new $json $itemIndex $runIndex $now $today $workflow
	$execution $vars $prevNode $ $input $node $binary $if $ifEmpty $min $max $average $not $jmespath
	$jmesPath Array Boolean Date DateTime JSON Math Number Object String isFinite isNaN parseFloat
	parseInt decodeURIComponent encodeURIComponent
	at charAt charCodeAt concat endsWith includes indexOf lastIndexOf localeCompare match normalize
	padEnd padStart repeat replace replaceAll search slice split startsWith substr substring test
	toLowerCase toString toUpperCase trim trimEnd trimStart toFixed toPrecision every filter find
	findIndex findLast flat flatMap from isArray join map reduce some toReversed toSorted entries
	fromEntries keys values parse stringify abs ceil floor log10 max min pow round sign sqrt trunc
	getDate getDay getFullYear getHours getMinutes getMonth getSeconds getTime toISOString as diff
	endOf fromFormat fromISO fromJSDate fromMillis fromSQL fromSeconds hasSame minus now plus setLocale
	setZone startOf toFormat toISO toISODate toISOTime toLocal toMillis toSeconds toUTC toUnixInteger
	average base64Decode base64Encode beginningOf chunk compact difference endOfMonth extract
	extractDomain extractEmail extractUrl extractUrlPath first format hasField hash intersection
	isBetween isDomain isEmail isEmpty isEven isInteger isNotEmpty isNumeric isOdd isUrl isWeekend last
	length parseJson pluck quote removeDuplicates removeMarkdown removeTags replaceSpecialChars
	smartJoin sum toBoolean toDate toDateTime toDecimalNumber toFloat toInt toJsonString toNumber
	toSentenceCase toSnakeCase toTitleCase toWholeNumber union unique urlDecode urlEncode
	all itemMatching pairedItem`.split(/\s+/),
);

/** Text in quotes, and patterns where an operand may begin. */
const LITERALS =
	/"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|(?<=(?:^|[(,:?&|!=>[{+])\s*)\/(?![/*])(?:[^\\/[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/[dgimsuvy]*/g;
const KEYS = /(?<=[{,]\s*)[A-Za-z_$][\w$]*(?=\s*:)/g;
/** Statements, comments, template literals, assignments, and calls of what has no name. */
const REFUSED =
	/[\\`;]|\/[/*]|\+\+|--|<<|>>|[^=!<>]=[^=>]|[\w$)\]}"]\s*\{|=>\s*\{|[)\]}"]\s*\(|\?\.\s*\(/;
const PARAMETERS = /[A-Za-z_$][\w$]*(?=\s*(?:,[\w$\s,]*)?\)?\s*=>)/g;
const NAMES = /((?<!\.\.)\.\s*)?([A-Za-z_$][\w$]*)(\s*\()?/g;
const PAIR = /\(\)|\[\]|\{\}/;

/** Whether code can be evaluated beside other code, which it neither changes nor cuts short. */
export function isAllowed(code: string): boolean {
	if (/__|akkio|constructor/i.test(code)) return false;
	const bare = code.replace(LITERALS, '""').replace(KEYS, '""');
	if (REFUSED.test(bare)) return false;
	const parameters: string[] = bare.match(PARAMETERS) ?? [];
	const isVariable = (name: string) => ALLOWED.has(name) || parameters.includes(name);
	for (const [, dot, name = '', call] of bare.matchAll(NAMES)) {
		// A method handed on as a value may change what it is called on.
		const isProperty = dot && (name === 'length' || !(name in Array.prototype));
		const isKnown = call ? ALLOWED.has(name) : isProperty || (!dot && isVariable(name));
		if (!isKnown) return false;
	}
	let brackets = bare.replace(/[^()[\]{}]/g, '');
	while (PAIR.test(brackets)) brackets = brackets.replace(PAIR, '');
	return brackets === '';
}

/** Whether code leads to other items or nodes, so that it can only be evaluated for its own item. */
export const readsOthers = (code: string) => /\$(?![\w$])|\$(input|node|binary)\b/.test(code);
