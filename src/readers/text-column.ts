import { byCodePoint } from "../data/by-code-point.js"
import type { CategoryColumn } from "../data/column.js"

/** A column of plain text: the texts that occur sorted by code point, equal ones merged. `codes` is used up. */
export function sortedColumn(name: string, codes: Int32Array, texts: readonly string[]): CategoryColumn {
  const occurs = new Uint8Array(texts.length)
  for (const code of codes) if (code >= 0) occurs[code] = 1
  const order = Array.from(texts.keys()).filter((code) => occurs[code] === 1)
  order.sort((a, b) => byCodePoint(texts[a]!, texts[b]!))
  return renumbered(name, codes, texts, order)
}

/** A column of a dictionary, in the dictionary's order, equal texts merged. `codes` is used up. */
export function dictionaryColumn(name: string, codes: Int32Array, texts: readonly string[]): CategoryColumn {
  return renumbered(name, codes, texts, texts.keys())
}

function renumbered(
  name: string,
  codes: Int32Array,
  texts: readonly string[],
  order: Iterable<number>,
): CategoryColumn {
  const numbers = new Map<string, number>()
  const renumber = new Int32Array(texts.length)
  for (const code of order) {
    const text = texts[code]!
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    renumber[code] = number
  }
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = renumber[codes[row]!]!
  return { name, type: "category", codes, categories: [...numbers.keys()] }
}
