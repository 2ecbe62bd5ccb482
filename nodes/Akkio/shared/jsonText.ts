/**
 * The JSON text of an object, in pieces: what is long is not copied into one text before it becomes the
 * bytes of a request. The credential makes these, and adds the key.
 */
export class JsonText {
	constructor(private readonly pieces: readonly string[]) {}

	/** The text in UTF-8 with one more field, which comes last. */
	bytesWith(name: string, value: string): Buffer {
		const field = `,${JSON.stringify(name)}:${JSON.stringify(value)}}`;
		const bytes = Buffer.allocUnsafe(this.size - 1 + Buffer.byteLength(field));
		let end = 0;
		for (const piece of this.pieces) end += bytes.write(piece, end);
		// Over the closing bracket.
		bytes.write(field, end - 1);
		return bytes;
	}

	private get size(): number {
		return this.pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
	}
}
