/** The `key=value` lines of one part of a LightGBM text model. */
export class Section {
  readonly where: string
  readonly #values: ReadonlyMap<string, string>

  constructor(lines: readonly string[], where: string) {
    this.where = where
    // Feature names may hold "=", keys do not: the first one divides.
    this.#values = new Map(
      lines.map((line) => {
        const at = line.indexOf("=")
        return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)]
      }),
    )
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  text(key: string): string | undefined {
    return this.#values.get(key)
  }

  /** A whole number of at least `least`; `absent` where the key is missing. */
  integer(key: string, least: number, absent?: number): number {
    const text = this.#values.get(key)
    if (text === undefined && absent !== undefined) return absent
    const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text)
    if (Number.isInteger(number) && number >= least) return number
    throw new Error(`${this.where}: ${key} is ${text ?? "missing"}, expected a whole number of at least ${least}`)
  }

  /** Exactly `count` numbers. */
  numbers(key: string, count: number): Float64Array {
    const numbers = this.list(key)
    if (numbers.length === count) return numbers
    throw new Error(`${this.where}: ${key} has ${numbers.length} numbers, expected ${count}`)
  }

  /** All numbers of a line; none where the key is missing. */
  list(key: string): Float64Array {
    const words = (this.#values.get(key) ?? "").split(" ").filter((word) => word !== "")
    return Float64Array.from(words, (word, i) => {
      const number = numberOf(word)
      if (!Number.isNaN(number)) return number
      throw new Error(`${this.where}: ${key}[${i}] is "${word}", expected a number`)
    })
  }
}

function numberOf(word: string): number {
  const number = Number(word)
  if (!Number.isNaN(number)) return number
  if (/^\+?inf$/i.test(word)) return Number.POSITIVE_INFINITY
  return /^-inf$/i.test(word) ? Number.NEGATIVE_INFINITY : Number.NaN
}

/** The parts of a LightGBM text model. */
export interface LightgbmText {
  readonly header: Section
  readonly trees: readonly Section[]
  /** What follows the trees, e.g. `[categorical_feature: 0,2]` and `pandas_categorical:...`. */
  readonly tail: readonly string[]
  /** Whether `end of trees` stood there: LightGBM 2.2 and older did not write it. */
  readonly ended: boolean
}

const END = "end of trees"

/**
 * Divides a model file into its parts. Line ends may be CRLF.
 * @throws Error when the sizes that the header announces are not those of the trees.
 */
export function splitLightgbm(text: string, where: string): LightgbmText {
  const lines = text.split(/\r?\n/)
  const last = lines.findIndex((line) => line === END || /^feature[_ ]importances:/.test(line))
  const end = last < 0 ? lines.length : last
  const starts = lines.flatMap((line, i) => (i < end && /^Tree=\d+$/.test(line) ? [i] : []))
  const header = new Section(lines.slice(0, starts[0] ?? end), where)
  const blocks = starts.map((start, t) => lines.slice(start, starts[t + 1] ?? end))
  const ended = lines[last] === END
  // Without the end mark there is no telling which blank lines are the last tree's.
  checkSizes(header, ended ? blocks : blocks.slice(0, -1), starts.length, where)
  const trees = blocks.map((block, t) => new Section(block, `${where}: tree ${t}`))
  return { header, trees, tail: lines.slice(end), ended }
}

function checkSizes(header: Section, blocks: readonly string[][], count: number, where: string): void {
  const sizes = header.list("tree_sizes")
  if (sizes.length === 0) return
  if (sizes.length !== count) {
    throw new Error(
      `${where}: got ${count} trees, expected ${sizes.length} as tree_sizes lists: the file was cut or edited`,
    )
  }
  blocks.forEach((block, t) => {
    const size = block.join("\n").length + 1
    if (size === sizes[t]) return
    throw new Error(
      `${where}: tree ${t} takes ${size} bytes, expected ${sizes[t]} as tree_sizes says: the file was damaged or edited`,
    )
  })
}
