/** Deeper nesting than any model has; a damaged file must not exhaust the stack. */
const DEEPEST = 64

const sizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, u: 2, l: 4, m: 4, L: 8, M: 8, d: 4, D: 8, C: 1 }

/**
 * Reads UBJSON (draft 12) as XGBoost writes it: big-endian, counted and typed arrays, objects without counts. 64-bit
 * integers become doubles. Typed arrays come back as Float64Array.
 * @throws Error with the byte where the document ends early or makes no sense.
 */
export function parseUbjson(bytes: Uint8Array): unknown {
  const reader = new UbjsonReader(bytes)
  const value = reader.value(reader.marker(), 0)
  return value
}

class UbjsonReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  marker(): string {
    return String.fromCharCode(this.#view.getUint8(this.#take(1)))
  }

  value(marker: string, depth: number): unknown {
    if (depth > DEEPEST) throw this.#fault(`nesting deeper than ${DEEPEST}`, "a model")
    if (marker === "{") return this.#object(depth)
    if (marker === "[") return this.#array(depth)
    if (marker === "S") return this.#text()
    if (marker === "T" || marker === "F") return marker === "T"
    if (marker === "Z") return null
    if (sizes[marker]) return this.#number(marker)
    throw this.#fault(`marker ${JSON.stringify(marker)}`, "a UBJSON value")
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = Object.create(null)
    for (let marker = this.marker(); marker !== "}"; marker = this.marker()) {
      const key = this.#characters(this.#length(marker))
      object[key] = this.value(this.marker(), depth + 1)
    }
    return object
  }

  #array(depth: number): unknown {
    let marker = this.marker()
    if (marker === "$") return this.#typed()
    if (marker === "#") return this.#counted(this.#length(this.marker()), depth)
    const items: unknown[] = []
    for (; marker !== "]"; marker = this.marker()) items.push(this.value(marker, depth + 1))
    return items
  }

  #typed(): Float64Array {
    const type = this.marker()
    const size = sizes[type]
    if (!size) throw this.#fault(`a typed array of ${JSON.stringify(type)}`, "numbers")
    const hash = this.marker()
    if (hash !== "#") throw this.#fault(`marker ${JSON.stringify(hash)}`, "a count after the array's type")
    const count = this.#length(this.marker())
    const start = this.#take(count * size)
    return Float64Array.from({ length: count }, (_, i) => this.#read(type, start + i * size))
  }

  #counted(count: number, depth: number): unknown[] {
    if (count > this.#bytes.length - this.#at) throw this.#fault(`a list of ${count} values`, "as many bytes at least")
    return Array.from({ length: count }, () => this.value(this.marker(), depth + 1))
  }

  #text(): string {
    return this.#characters(this.#length(this.marker()))
  }

  #characters(length: number): string {
    const start = this.#take(length)
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length))
  }

  #length(marker: string): number {
    if (!"iUIulmLM".includes(marker)) throw this.#fault(`marker ${JSON.stringify(marker)}`, "a length")
    const length = this.#number(marker)
    if (length >= 0) return length
    throw this.#fault(`length ${length}`, "at least 0")
  }

  #number(type: string): number {
    return this.#read(type, this.#take(sizes[type]!))
  }

  #read(type: string, at: number): number {
    const view = this.#view
    if (type === "i") return view.getInt8(at)
    if (type === "U" || type === "C") return view.getUint8(at)
    if (type === "I") return view.getInt16(at)
    if (type === "u") return view.getUint16(at)
    if (type === "l") return view.getInt32(at)
    if (type === "m") return view.getUint32(at)
    if (type === "L") return Number(view.getBigInt64(at))
    if (type === "M") return Number(view.getBigUint64(at))
    return type === "d" ? view.getFloat32(at) : view.getFloat64(at)
  }

  /** Moves on by `count` bytes; returns where they start. */
  #take(count: number): number {
    const start = this.#at
    if (count > this.#bytes.length - start) {
      throw new Error(
        `byte ${start}: got ${this.#bytes.length - start} bytes more, expected ${count}: the file was cut or damaged`,
      )
    }
    this.#at += count
    return start
  }

  #fault(got: string, expected: string): Error {
    return new Error(`byte ${this.#at - 1}: got ${got}, expected ${expected}`)
  }
}
