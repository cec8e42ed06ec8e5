/** An object of a parsed JSON or UBJSON document, read field by field; every fault names its path. */
export class Fields {
  readonly where: string
  readonly #separator: string
  readonly #object: Readonly<Record<string, unknown>>

  /** @param separator stands between `where` and a field in messages. */
  constructor(value: unknown, where: string, separator = ".") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Error(`${where} is ${nameOf(value)}, expected an object`)
    }
    this.where = where
    this.#separator = separator
    this.#object = value as Record<string, unknown>
  }

  has(key: string): boolean {
    return this.#object[key] !== undefined && this.#object[key] !== null
  }

  keys(): string[] {
    return Object.keys(this.#object)
  }

  /** The fields that are one text or number, as text. */
  scalars(): Record<string, string> {
    const single = Object.entries(this.#object).filter(
      ([, value]) => typeof value === "string" || typeof value === "number",
    )
    return Object.fromEntries(single.map(([key, value]) => [key, String(value)]))
  }

  object(key: string): Fields {
    return new Fields(this.#object[key], this.path(key))
  }

  /** A list of objects; `name` says how messages call item i. */
  objects(key: string, name = (i: number): string => `${this.path(key)}[${i}]`): Fields[] {
    const value = this.#object[key]
    if (!Array.isArray(value)) throw new Error(`${this.path(key)} is ${nameOf(value)}, expected a list`)
    return value.map((item, i) => new Fields(item, name(i), ": "))
  }

  text(key: string): string {
    const value = this.#object[key]
    if (typeof value === "string") return value
    throw new Error(`${this.path(key)} is ${nameOf(value)}, expected text`)
  }

  texts(key: string): string[] {
    const value = this.#object[key]
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value
    throw new Error(`${this.path(key)} is ${nameOf(value)}, expected a list of texts`)
  }

  /** A whole number, which may be written as text; `absent` where the field is missing. */
  integer(key: string, absent?: number): number {
    const value = this.#object[key]
    if ((value === undefined || value === null) && absent !== undefined) return absent
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
    if (typeof number === "number" && Number.isInteger(number)) return number
    throw new Error(`${this.path(key)} is ${JSON.stringify(value) ?? "missing"}, expected a whole number`)
  }

  /** A list of numbers, exactly `count` of them when it is given. Booleans count as 0 and 1, null as NaN. */
  numbers(key: string, count?: number): Float64Array {
    const value = this.#object[key]
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
      throw new Error(`${this.path(key)} is ${nameOf(value)}, expected a list of numbers`)
    }
    const list = value as ArrayLike<unknown>
    if (count !== undefined && list.length !== count) {
      throw new Error(`${this.path(key)} has ${list.length} numbers, expected ${count}`)
    }
    return Float64Array.from(list, (item, i) => {
      if (typeof item === "number") return item
      if (typeof item === "boolean") return Number(item)
      if (item === null) return Number.NaN
      throw new Error(`${this.path(key)}[${i}] is ${nameOf(item)}, expected a number`)
    })
  }

  path(key: string): string {
    return `${this.where}${this.#separator}${key}`
  }
}

function nameOf(value: unknown): string {
  if (value === undefined || value === null) return "missing"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "an object" : JSON.stringify(value)
}
