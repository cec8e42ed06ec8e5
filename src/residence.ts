/** A resident value while somebody uses it. */
export interface Lease<Value> {
  readonly value: Value
  /** Ends the use. */
  leave(): void
}

interface Entry<Value> {
  readonly value: Value
  readonly bytes: () => number
  users: number
  dropped: boolean
}

/**
 * What stays in memory between calls, by the object it was made from. A value in use is never freed under its user;
 * idle values beyond `limit` bytes are freed, the least recently used first.
 */
export class Residence<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>()
  readonly #free: (value: Value) => void
  readonly #limit: number

  constructor(free: (value: Value) => void, limit: number) {
    this.#free = free
    this.#limit = limit
  }

  /** The resident values, without a lease. */
  values(): Value[] {
    return [...this.#entries.values()].map((entry) => entry.value)
  }

  /** A lease on what is resident under a key; undefined when nothing is. */
  enter(key: Key): Lease<Value> | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return this.#lease(entry)
  }

  /**
   * Takes a value in, in place of what was there, and leases it to its maker. Values that grow in use are asked for
   * their bytes whenever a user leaves.
   */
  settle(key: Key, value: Value, bytes: number | (() => number)): Lease<Value> {
    this.drop(key)
    const entry = { value, bytes: typeof bytes === "number" ? () => bytes : bytes, users: 0, dropped: false }
    this.#entries.set(key, entry)
    return this.#lease(entry)
  }

  /** Frees a value, at once or when its last user leaves. */
  drop(key: Key): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    entry.dropped = true
    if (entry.users === 0) this.#free(entry.value)
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.drop(key)
  }

  #lease(entry: Entry<Value>): Lease<Value> {
    entry.users++
    let left = false
    const leave = () => {
      if (left) return
      left = true
      entry.users--
      if (entry.dropped && entry.users === 0) this.#free(entry.value)
      else this.#shrink()
    }
    return { value: entry.value, leave }
  }

  #shrink(): void {
    let bytes = 0
    for (const entry of this.#entries.values()) bytes += entry.bytes()
    for (const [key, entry] of [...this.#entries]) {
      if (bytes <= this.#limit) return
      if (entry.users > 0) continue
      bytes -= entry.bytes()
      this.drop(key)
    }
  }
}
