import { type Data, DataType, type Vector } from "apache-arrow"
import { type CategoryColumn, cellText } from "../data/column.js"
import { chunkCodes, textColumn } from "./arrow-text.js"
import { eachMissing, elements, numberColumn } from "./arrow-values.js"
import { Refusal } from "./table-errors.js"
import { dictionaryColumn } from "./text-column.js"

/** Makes a column of chunks with dictionaries; says what there is to note. */
export type CodedChunks = (chunks: readonly Data[], notes: string[]) => CategoryColumn

/**
 * The reader of a dictionary column; undefined for another type. Dictionaries that differ between chunks are joined:
 * new texts come after those seen before, also from one call to the next.
 */
export function codedColumns(name: string, type: DataType): CodedChunks | undefined {
  if (!DataType.isDictionary(type)) return undefined
  const joined = new Dictionary(name, type.dictionary)
  return (chunks, notes) => {
    const codes = chunkCodes(chunks, (chunk, within) => {
      const numbers = joined.add(chunk.dictionary, notes)
      const indices = indicesOf(chunk)
      for (let row = 0; row < within.length; row++) {
        if (within[row]! < 0) continue
        const index = Number(indices[row])
        if (!(index >= 0 && index < numbers.length)) {
          throw new Refusal(`row ${row} of a batch has entry ${index} of a dictionary of ${numbers.length}`)
        }
        within[row] = numbers[index]!
      }
    })
    return dictionaryColumn(name, codes, joined.texts)
  }
}

function indicesOf(chunk: Data): ArrayLike<number | bigint> {
  const indices = (chunk.values as unknown as ArrayLike<number | bigint> | undefined) ?? []
  if (indices.length >= chunk.length) return indices
  throw new Refusal(`it has ${indices.length} indices, expected ${chunk.length}`)
}

/** The joined texts of all dictionaries of a column. */
class Dictionary {
  readonly texts: string[] = []
  private readonly numbers = new Map<string, number>()
  // a dictionary that grows consists of the same parts again and a new one
  private readonly known = new WeakMap<Data, number[]>()
  private readonly name: string
  private readonly type: DataType

  constructor(name: string, type: DataType) {
    this.name = name
    this.type = type
  }

  /** The numbers of a dictionary's entries among the joined texts, -1 for an entry that is null. */
  add(dictionary: Vector | undefined, notes: string[]): number[] {
    return (dictionary?.data ?? []).flatMap((part) => {
      const known =
        this.known.get(part) ?? entryTexts(this.name, this.type, part, notes).map((text) => this.number(text))
      this.known.set(part, known)
      return known
    })
  }

  private number(text: string | undefined): number {
    if (text === undefined) return -1
    const number = this.numbers.get(text) ?? this.texts.push(text) - 1
    this.numbers.set(text, number)
    return number
  }
}

function entryTexts(name: string, type: DataType, part: Data, notes: string[]): (string | undefined)[] {
  if (DataType.isInt(type) && type.bitWidth === 64) return wideTexts(type.isSigned, part)
  const column = numberColumn(name, type, [part], notes) ?? textColumn(name, type, [part], notes)
  if (!column) throw new Refusal(`it has a dictionary of the type ${type}, expected texts or numbers`)
  return Array.from({ length: part.length }, (_, row) => cellText(column, row))
}

// doubles would merge integers beyond 2^53
function wideTexts(signed: boolean, part: Data): (string | undefined)[] {
  const values: ArrayLike<bigint> = signed ? elements(part, BigInt64Array) : elements(part, BigUint64Array)
  const texts: (string | undefined)[] = Array.from(values, String)
  eachMissing(part, (row) => {
    texts[row] = undefined
  })
  return texts
}
