const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Names that an expression may use by themselves: the item's own, the run's, and pure libraries. */
export const OWN_NAMES = words(`
	$json $itemIndex $now $today $runIndex $workflow $execution $vars $prevNode
	true false null undefined NaN Infinity typeof
	DateTime JSON Math Number String Boolean`);

/** Names that lead to other items or nodes: they hold only for the item that is evaluated. */
export const ROW_NAMES = words('$ $input $binary $node');

/** Functions that may be called by their bare name. */
export const FUNCTIONS = words(`
	$ $if $ifEmpty $min $max $average $not $jmespath $jmesPath
	Number String Boolean isNaN isFinite parseFloat parseInt`);

/** Methods of text, numbers, lists, dates and Math that change nothing and grow nothing much. */
export const METHODS = words(`
	at charAt charCodeAt concat endsWith includes indexOf lastIndexOf localeCompare normalize
	replace replaceAll slice split startsWith substring substr toLowerCase toUpperCase trim
	trimEnd trimStart join toFixed toPrecision toString
	fromISO fromFormat fromMillis fromSeconds fromSQL now
	toISO toISODate toISOTime toFormat startOf endOf setZone setLocale toMillis toSeconds
	toUnixInteger toUTC toLocal hasSame
	pow sqrt trunc sign cbrt log log10 log2 isSafeInteger stringify parse
	item all itemMatching pairedItem`);

/** Methods of lists that call a function. */
export const CALLING = words('every filter find findIndex findLast flatMap map reduce some');

/** Methods that n8n adds to values, by rewriting the code that calls them. */
export const EXTENSIONS = words(`
	average beginningOf base64Decode base64Encode abs ceil chunk compact endOfMonth extract
	extractDomain extractEmail extractUrl extractUrlPath first floor format hasField hash
	isBetween isDomain isDst isEmail isEmpty isEven isInteger isNotEmpty isNumeric isOdd isUrl
	isWeekend keys last length max min minus parseJson plus pluck quote removeDuplicates
	removeMarkdown removeTags replaceSpecialChars round smartJoin sum toBoolean toDate toDateTime
	toDecimalNumber toFloat toInt toJsonString toNumber toSentenceCase toSnakeCase toTitleCase
	toWholeNumber unique urlDecode urlEncode values`);

/** Methods whose result is as many times longer as an argument is long. */
export const GROWING = words('replace replaceAll join smartJoin');

/** Methods whose result takes several times the room. */
export const WIDENING = words('split stringify urlEncode quote toJsonString chunk base64Encode');

/** Names with which code could leave its place; n8n refuses most of them. */
export const REFUSED = words(`
	constructor prototype arguments caller callee binding mainModule this new function class
	async await yield delete void in of instanceof let const var return throw try catch if else
	for while do switch case default with import export super debugger enum`);
