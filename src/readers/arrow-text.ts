import { type Data, DataType } from "apache-arrow"
import type { CategoryColumn } from "../data/column.js"
import { eachMissing, elements } from "./arrow-values.js"
import { Refusal } from "./table-errors.js"
import { noteHexadecimal } from "./table-notes.js"
import { sortedColumn } from "./text-column.js"
import { ByteTexts, decodeTexts } from "./text-column-bytes.js"

const VIEW_WIDTH = 16
const INLINE_LENGTH = 12

/** Numbers the texts of a chunk's rows that are not missing. `codes` holds a negative number where one is. */
type Fill = (chunk: Data, texts: ByteTexts, codes: Int32Array) => void

/** A column of plain text or of bytes; undefined for a type that is neither. */
export function textColumn(
  name: string,
  type: DataType,
  chunks: readonly Data[],
  notes: string[],
): CategoryColumn | undefined {
  const fill = fillOf(type)
  if (!fill) return undefined
  const collected = new ByteTexts()
  const codes = chunkCodes(chunks, (chunk, within) => fill(chunk, collected, within))
  const { texts, hexadecimal } = decodeTexts(collected)
  noteHexadecimal(notes, name, hexadecimal)
  return sortedColumn(name, codes, texts)
}

/** The codes of all rows: -1 where the value is missing, else what `fill` writes into the view of its chunk. */
export function chunkCodes(chunks: readonly Data[], fill: (chunk: Data, codes: Int32Array) => void): Int32Array {
  const codes = new Int32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    const within = codes.subarray(at, at + chunk.length)
    eachMissing(chunk, (row) => {
      within[row] = -1
    })
    fill(chunk, within)
    at += chunk.length
  }
  return codes
}

function fillOf(type: DataType): Fill | undefined {
  if (DataType.isUtf8(type) || DataType.isBinary(type)) return fillByOffsets(offsets32)
  if (DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) return fillByOffsets(offsets64)
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return fillByViews
  if (DataType.isFixedSizeBinary(type)) return fillFixed(type.byteWidth)
  return undefined
}

function fillByOffsets(offsetsOf: (chunk: Data) => ArrayLike<number>): Fill {
  return (chunk, texts, codes) => {
    const bytes = (chunk.values as Uint8Array | undefined) ?? new Uint8Array(0)
    const offsets = offsetsOf(chunk)
    for (let row = 0; row < codes.length; row++) {
      if (codes[row]! < 0) continue
      const start = offsets[row]!
      const end = offsets[row + 1]!
      checkRange(start, end, bytes.length, row)
      codes[row] = texts.codeOf(bytes, start, end)
    }
  }
}

function offsets32(chunk: Data): ArrayLike<number> {
  return checkedOffsets(chunk, chunk.valueOffsets as Int32Array | undefined)
}

function offsets64(chunk: Data): ArrayLike<number> {
  const wide = checkedOffsets(chunk, chunk.valueOffsets as unknown as BigInt64Array | undefined)
  return Float64Array.from({ length: wide.length }, (_, i) => Number(wide[i]))
}

function checkedOffsets<T extends Int32Array | BigInt64Array>(chunk: Data, offsets: T | undefined): T | never[] {
  if (chunk.length === 0) return []
  if (offsets && offsets.length > chunk.length) return offsets
  throw new Refusal(`it has ${offsets?.length ?? 0} offsets, expected ${chunk.length + 1}`)
}

function checkRange(start: number, end: number, length: number, row: number): void {
  if (start >= 0 && start <= end && end <= length) return
  throw new Refusal(`the text of row ${row} of a batch lies at [${start}, ${end}) of ${length} bytes`)
}

/** Short texts lie in the view itself, long ones in one of several buffers. */
function fillByViews(chunk: Data, texts: ByteTexts, codes: Int32Array): void {
  const views = elements(chunk, Uint8Array, VIEW_WIDTH)
  const numbers = new DataView(views.buffer, views.byteOffset, views.byteLength)
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0) continue
    const at = row * VIEW_WIDTH
    const length = numbers.getInt32(at, true)
    const inline = length >= 0 && length <= INLINE_LENGTH
    const bytes = inline ? views : (chunk.variadicBuffers[numbers.getInt32(at + 8, true)] ?? new Uint8Array(0))
    const start = inline ? at + 4 : numbers.getInt32(at + 12, true)
    checkRange(start, start + length, bytes.length, row)
    codes[row] = texts.codeOf(bytes, start, start + length)
  }
}

function fillFixed(width: number): Fill {
  return (chunk, texts, codes) => {
    const bytes = elements(chunk, Uint8Array, width)
    for (let row = 0; row < codes.length; row++) {
      if (codes[row]! >= 0) codes[row] = texts.codeOf(bytes, row * width, (row + 1) * width)
    }
  }
}
