/**
 * The JSON text of an object, in pieces: what is long is not copied into one text before it becomes the
 * bytes of a request. The credential makes these, and adds the key.
 */
export class JsonText {
	/** @param size of the pieces in UTF-8 */
	constructor(
		private readonly pieces: readonly string[],
		private readonly size = sizeOf(...pieces),
	) {}

	/** The text in UTF-8 with one more field, which comes last. */
	bytesWith(name: string, value: string): Buffer {
		const field = `,${JSON.stringify(name)}:${JSON.stringify(value)}}`;
		const bytes = Buffer.allocUnsafe(this.size - 1 + sizeOf(field));
		let end = 0;
		for (const piece of this.pieces) end += bytes.write(piece, end);
		// Over the closing bracket.
		bytes.write(field, end - 1);
		return bytes;
	}
}

const sizeOf = (...texts: string[]) =>
	texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
