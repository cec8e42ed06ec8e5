import { Refusal } from "./table-errors.js"

/** Which fields of a flatbuffer table, by slot, hold an offset, and to what. Other fields are plain numbers. */
interface Shape {
  readonly table?: Readonly<Record<number, Shape>>
  readonly tables?: Readonly<Record<number, Shape>>
  /** Vectors (texts among them) by the size of an element. */
  readonly vector?: Readonly<Record<number, number>>
  /** A table whose shape is chosen by the number in another slot. */
  readonly union?: { readonly kind: number; readonly slot: number; readonly shapes: Readonly<Record<number, Shape>> }
}

// the tables of Arrow's Schema.fbs, Message.fbs and File.fbs
const KEY_VALUE: Shape = { vector: { 0: 1, 1: 1 } }
const TYPES = { 10: { vector: { 1: 1 } }, 14: { vector: { 1: 4 } } }
const FIELD: Shape = {
  vector: { 0: 1 },
  union: { kind: 2, slot: 3, shapes: TYPES },
  table: { 4: { table: { 1: {} } } },
  get tables() {
    return { 5: FIELD, 6: KEY_VALUE }
  },
}
const SCHEMA: Shape = { tables: { 1: FIELD, 2: KEY_VALUE }, vector: { 3: 8 } }
const RECORD_BATCH: Shape = { vector: { 1: 16, 2: 16, 4: 8 }, table: { 3: {} } }
const DICTIONARY_BATCH: Shape = { table: { 1: RECORD_BATCH } }
const HEADERS = { 1: SCHEMA, 2: DICTIONARY_BATCH, 3: RECORD_BATCH }

/** The shape of an Arrow message. */
export const MESSAGE: Shape = { union: { kind: 1, slot: 2, shapes: HEADERS }, tables: { 4: KEY_VALUE } }
/** The shape of the footer of an Arrow file. */
export const FOOTER: Shape = { table: { 1: SCHEMA }, vector: { 2: 24, 3: 24 }, tables: { 4: KEY_VALUE } }

const MAX_DEPTH = 64

/**
 * Bounds-checked access to a flatbuffer. apache-arrow trusts every offset and length, and one flipped bit in a vector's
 * length keeps it busy for hours: so a flatbuffer is walked once, as the C++ library does, before it gets to see it.
 */
export class Flatbuffer {
  private readonly view: DataView
  private tables = 0

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Checks all tables, vectors and texts, and returns where the root table is. */
  verify(shape: Shape): number {
    const root = this.follow(0)
    this.verifyTable(root, shape, 0)
    return root
  }

  /** Where the field in a slot of a table is; 0 where it is absent. */
  field(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true)
    if (6 + 2 * slot > this.view.getUint16(vtable, true)) return 0
    const offset = this.view.getUint16(vtable + 4 + 2 * slot, true)
    return offset === 0 ? 0 : table + offset
  }

  /** What the offset at a place leads to. */
  follow(at: number): number {
    return at + this.view.getUint32(at, true)
  }

  /** The small number in a slot, 0 where it is absent. */
  byte(table: number, slot: number): number {
    const at = this.field(table, slot)
    return at === 0 ? 0 : this.view.getUint8(at)
  }

  /** The 16-bit number in a slot, 0 where it is absent. */
  short(table: number, slot: number): number {
    const at = this.field(table, slot)
    return at === 0 ? 0 : this.view.getInt16(at, true)
  }

  /** The 64-bit number in a slot, 0 where it is absent. */
  long(table: number, slot: number): number {
    const at = this.field(table, slot)
    return at === 0 ? 0 : this.longAt(at)
  }

  /** The 32-bit number at a place. */
  intAt(at: number): number {
    return this.view.getInt32(at, true)
  }

  /** The 64-bit number at a place. */
  longAt(at: number): number {
    return Number(this.view.getBigInt64(at, true))
  }

  /** The places of the elements of the vector in a slot. */
  elements(table: number, slot: number, size: number): number[] {
    const at = this.field(table, slot)
    if (at === 0) return []
    const vector = this.follow(at)
    return Array.from({ length: this.vectorLength(vector, size) }, (_, i) => vector + 4 + i * size)
  }

  private vectorLength(vector: number, size: number): number {
    const length = this.view.getUint32(vector, true)
    if (vector + 4 + length * size > this.view.byteLength) {
      throw new Refusal("the metadata are damaged: a list runs out of bounds")
    }
    return length
  }

  private verifyTable(table: number, shape: Shape, depth: number): void {
    // tables may be shared, and then a small file could ask for endless work
    if (depth > MAX_DEPTH || ++this.tables > this.view.byteLength) {
      throw new Refusal("the metadata are damaged: endless nesting")
    }
    this.verifyFields(table)
    for (const [slot, size] of Object.entries(shape.vector ?? {})) this.elements(table, Number(slot), size)
    for (const [slot, inner] of Object.entries(shape.table ?? {})) this.verifyField(table, Number(slot), inner, depth)
    for (const [slot, inner] of Object.entries(shape.tables ?? {})) {
      for (const at of this.elements(table, Number(slot), 4)) this.verifyTable(this.follow(at), inner, depth + 1)
    }
    if (shape.union) {
      const inner = shape.union.shapes[this.byte(table, shape.union.kind)] ?? {}
      this.verifyField(table, shape.union.slot, inner, depth)
    }
  }

  /** A table begins with the distance to its list of fields: two sizes, then where each field lies in the table. */
  private verifyFields(table: number): void {
    const list = table - this.view.getInt32(table, true)
    const listSize = this.view.getUint16(list, true)
    const tableSize = this.view.getUint16(list + 2, true)
    const fits = list + listSize <= this.view.byteLength && table + tableSize <= this.view.byteLength
    if (!fits || listSize < 4 || listSize % 2 !== 0) {
      throw new Refusal("the metadata are damaged: a table runs out of bounds")
    }
    for (let at = list + 4; at < list + listSize; at += 2) {
      if (this.view.getUint16(at, true) >= tableSize) {
        throw new Refusal("the metadata are damaged: a field lies outside its table")
      }
    }
  }

  private verifyField(table: number, slot: number, shape: Shape, depth: number): void {
    const at = this.field(table, slot)
    if (at !== 0) this.verifyTable(this.follow(at), shape, depth + 1)
  }
}
