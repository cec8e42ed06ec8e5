import type { SchemaElement } from "hyparquet"
import type { Column } from "../data/column.js"
import type { PageSink } from "./parquet-pages.js"
import type { RawValues, Slices } from "./parquet-raw.js"
import { type NumberKind, numberKind } from "./parquet-types.js"
import { Refusal } from "./table-errors.js"
import { noteHexadecimal } from "./table-notes.js"
import { dictionaryColumn, sortedColumn } from "./text-column.js"
import { ByteTexts, decodeTexts } from "./text-column-bytes.js"

/** Collects the pages of a column, row group after row group. */
export interface ColumnSink extends PageSink {
  finish(notes: string[]): Column
}

/** The sink for a column. `ordered` keeps texts in the order of the dictionary, else they are sorted. */
export function columnSink(element: SchemaElement, rows: number, ordered: boolean): ColumnSink {
  const kind = numberKind(element)
  return kind ? new NumberSink(element, kind, rows) : new TextSink(element.name, rows, ordered)
}

/** Writes pages into one array. What stands for a missing value is up to the array: NaN or -1. */
abstract class Sink implements PageSink {
  protected abstract readonly target: Float64Array | Float32Array | Int32Array
  protected abstract readonly missing: number
  private known: ArrayLike<number> = []
  private at = 0

  protected abstract convert(values: RawValues): ArrayLike<number>

  dictionary(values: RawValues): void {
    this.known = this.convert(values)
  }

  values(values: RawValues, rows: number, present: Uint8Array | undefined): void {
    this.write(this.convert(values), rows, present)
  }

  indices(indices: Int32Array, rows: number, present: Uint8Array | undefined): void {
    const { known } = this
    const values = new Float64Array(indices.length)
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!
      if (index >= known.length) throw new Refusal(`got entry ${index} of a dictionary of ${known.length}`)
      values[i] = known[index]!
    }
    this.write(values, rows, present)
  }

  private write(values: ArrayLike<number>, rows: number, present: Uint8Array | undefined): void {
    const { target, missing, at } = this
    if (!present) target.set(values, at)
    else {
      let next = 0
      for (let row = 0; row < rows; row++) target[at + row] = present[row] === 1 ? values[next++]! : missing
    }
    this.at += rows
  }
}

class NumberSink extends Sink implements ColumnSink {
  protected readonly target: Float64Array | Float32Array
  protected readonly missing: number = Number.NaN
  private readonly name: string
  private readonly kind: NumberKind

  constructor(element: SchemaElement, kind: NumberKind, rows: number) {
    super()
    this.name = element.name
    this.kind = kind
    this.target = element.type === "FLOAT" ? new Float32Array(rows) : new Float64Array(rows)
  }

  finish(notes: string[]): Column {
    this.kind.note?.(notes, this.name, this.target as Float64Array)
    return { name: this.name, type: this.kind.type, values: this.target }
  }

  protected convert(values: RawValues): ArrayLike<number> {
    return this.kind.convert(values)
  }
}

class TextSink extends Sink implements ColumnSink {
  protected readonly target: Int32Array
  protected readonly missing: number = -1
  private readonly texts = new ByteTexts()
  private hasDictionary = false
  private readonly name: string
  private readonly ordered: boolean

  constructor(name: string, rows: number, ordered: boolean) {
    super()
    this.name = name
    this.target = new Int32Array(rows)
    this.ordered = ordered
  }

  override dictionary(values: RawValues): void {
    super.dictionary(values)
    this.hasDictionary = true
  }

  finish(notes: string[]): Column {
    const { texts, hexadecimal } = decodeTexts(this.texts)
    noteHexadecimal(notes, this.name, hexadecimal)
    // without a dictionary page its order is lost
    const column = this.ordered && this.hasDictionary ? dictionaryColumn : sortedColumn
    return column(this.name, this.target, texts)
  }

  protected convert(values: RawValues): ArrayLike<number> {
    const { bytes, starts, ends } = values as Slices
    return starts.map((start, i) => this.texts.codeOf(bytes, start, ends[i]!))
  }
}
