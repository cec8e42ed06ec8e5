// the words that pandas.read_csv takes for a missing value
const WORDS = [
  ...["#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "None"],
  ...["n/a", "null"],
]
const NAN_WORDS = ["NaN", "nan", "-NaN", "-nan"]

const encoder = new TextEncoder()
const missing = WORDS.map((word) => encoder.encode(word))
const nans = NAN_WORDS.map((word) => encoder.encode(word))

// almost every cell is settled by its first byte
const firstBytes = new Uint8Array(256)
for (const word of [...missing, ...nans]) firstBytes[word[0]!] = 1

/** Whether an unquoted cell stands for a missing value, as pandas has it. */
export function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true
  if (firstBytes[bytes[start]!] === 0) return false
  return isOneOf(missing, bytes, start, end) || isOneOf(nans, bytes, start, end)
}

/** Whether a cell is missing in a column of numbers: there a quoted "" or "nan" is no text. */
export function holdsNoNumber(bytes: Uint8Array, start: number, end: number, quoted: boolean): boolean {
  if (!quoted || start === end) return isMissing(bytes, start, end)
  return firstBytes[bytes[start]!] === 1 && isOneOf(nans, bytes, start, end)
}

function isOneOf(words: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): boolean {
  for (const word of words) if (isWord(word, bytes, start, end)) return true
  return false
}

/** Whether the bytes [start, end) are that word. */
export function isWord(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[start + i]) return false
  return true
}
