/** Bytes that lie somewhere, a file or an array, and of which any part can be read at any time. */
export interface ByteRanges {
  /** How many bytes there are. */
  readonly size: number
  /** The bytes [from, to), which lie within [0, size). They are not changed afterwards. */
  read(from: number, to: number): Promise<Uint8Array>
}
