/** Bytes as callers have them: a typed array, Node's `Buffer` included, or what `arrayBuffer()` gives. */
export type Bytes = Uint8Array | ArrayBuffer

/**
 * The same bytes as a plain `Uint8Array`, not copied. Node's `Buffer` will not do inside: its `slice` shares memory
 * where an array's copies.
 * @throws TypeError for anything else.
 */
export function plainBytes(bytes: Bytes, where: string): Uint8Array {
  if (bytes instanceof Uint8Array) {
    return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }
  if (Object.prototype.toString.call(bytes) === "[object ArrayBuffer]") return new Uint8Array(bytes)
  const got = bytes === null ? "null" : Array.isArray(bytes) ? "an array" : typeof bytes
  throw new TypeError(`${where}: got ${got}, expected the file's bytes as a Uint8Array or ArrayBuffer`)
}
