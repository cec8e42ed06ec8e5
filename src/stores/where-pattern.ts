/** Longer patterns are refused, and patterns that unfold to more states. */
const longest = 500
const most = 2000

type Step = { readonly test: (character: string) => boolean } | { readonly assert: "start" | "end" | "word" | "noWord" }

/** A machine of states: `to` are reached without a character, `next` after one that passes `step`. */
interface State {
  step?: Step
  next?: number
  to: number[]
}

interface Fragment {
  readonly start: number
  readonly end: number
}

/**
 * A regular expression that reads each character once however it is written, so that no pattern takes ages: JavaScript's syntax
 * without back-references, look-around and lazy quantifiers; `(?i)` in front ignores case.
 * @throws RangeError that says what is not understood.
 */
export function compilePattern(source: string): (text: string) => boolean {
  if (source.length > longest) throw new RangeError(`got ${source.length} characters, expected at most ${longest}`)
  const ignoreCase = source.startsWith("(?i)")
  const compiler = new PatternCompiler(ignoreCase ? source.slice(4) : source, ignoreCase ? "iu" : "u")
  const whole = compiler.compile()
  return (text) => runs(compiler.states, whole, [...text])
}

class PatternCompiler {
  readonly states: State[] = []
  readonly #source: readonly string[]
  readonly #flags: string
  #at = 0

  constructor(source: string, flags: string) {
    this.#source = [...source]
    this.#flags = flags
  }

  compile(): Fragment {
    const whole = this.#choice(0)
    if (this.#at < this.#source.length)
      throw new RangeError("got a ) that nothing opened, expected \\) for the character")
    return whole
  }

  #choice(depth: number): Fragment {
    if (depth > 50) throw new RangeError("got parentheses more than 50 deep")
    const parts = [this.#sequence(depth)]
    while (this.#take("|")) parts.push(this.#sequence(depth))
    if (parts.length === 1) return parts[0]!
    const end = this.#state()
    for (const part of parts) this.states[part.end]!.to.push(end)
    return { start: this.#state(parts.map(({ start }) => start)), end }
  }

  #sequence(depth: number): Fragment {
    let whole = this.#empty()
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at]!)) {
      whole = this.#joined(whole, this.#repeated(depth))
    }
    return whole
  }

  #repeated(depth: number): Fragment {
    const from = this.#at
    const once = this.#atom(depth)
    const [least, last] = this.#quantity()
    if (least === 1 && last === 1) return once
    const end = this.#at
    let whole = this.#empty()
    const again = (): Fragment => {
      this.#at = from
      return this.#atom(depth)
    }
    for (let n = 0; n < least; n++) whole = this.#joined(whole, again())
    for (let n = least; n < (last === Infinity ? least + 1 : last); n++) {
      whole = this.#joined(whole, this.#optional(again(), last === Infinity))
    }
    this.#at = end
    return whole
  }

  #optional(inner: Fragment, loop: boolean): Fragment {
    const end = this.#state()
    const start = this.#state([inner.start, end])
    this.states[inner.end]!.to.push(loop ? start : end)
    return { start, end }
  }

  #quantity(): readonly [least: number, last: number] {
    const [sign] = this.#source.slice(this.#at)
    const counted =
      sign === "{" ? /^\{(\d+)(,(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 12).join("")) : null
    if (sign === "{" && !counted) throw new RangeError("got {, expected {3}, {3,} or {3,5}, or \\{ for the character")
    const simple = sign === "*" ? [0, Infinity] : sign === "+" ? [1, Infinity] : sign === "?" ? [0, 1] : undefined
    if (!counted && !simple) return [1, 1]
    this.#at += counted ? counted[0].length : 1
    if (/^[?*+{]$/.test(this.#source[this.#at] ?? ""))
      throw new RangeError("got two quantifiers in a row, expected one")
    if (!counted) return simple as [number, number]
    const least = Number(counted[1])
    return [least, counted[2] === undefined ? least : counted[3] === "" ? Infinity : Number(counted[3])]
  }

  #atom(depth: number): Fragment {
    const character = this.#source[this.#at++]!
    if (character === "(") return this.#group(depth)
    if (character === "^" || character === "$") return this.#step({ assert: character === "^" ? "start" : "end" })
    if ("*+?{".includes(character))
      throw new RangeError(`got ${character} with nothing before it, expected \\${character}`)
    if (character === "[") return this.#step(this.#single(`[${this.#set()}`))
    if (character !== "\\") return this.#step(this.#single(character === "." ? "." : literal(character)))
    return this.#step(this.#escape())
  }

  #group(depth: number): Fragment {
    if (this.#take("?") && !this.#take(":"))
      throw new RangeError("got (?, expected a plain group: look-around and names are not understood")
    const inner = this.#choice(depth + 1)
    if (!this.#take(")")) throw new RangeError("got a ( that nothing closes, expected ) or \\( for the character")
    return inner
  }

  #set(): string {
    const from = this.#at
    if (this.#source[this.#at] === "^") this.#at++
    for (; this.#at < this.#source.length; this.#at++) {
      if (this.#source[this.#at] === "\\") this.#at++
      else if (this.#source[this.#at] === "]") return this.#source.slice(from, ++this.#at).join("")
    }
    throw new RangeError("got a [ that nothing closes, expected ] or \\[ for the character")
  }

  #escape(): Step {
    const character = this.#source[this.#at++]
    if (character === undefined) throw new RangeError("got a \\ at the end, expected \\\\ for the character")
    if (character === "b" || character === "B") return { assert: character === "b" ? "word" : "noWord" }
    if (/[1-9k]/.test(character)) throw new RangeError(`got \\${character}, a back-reference, which is not understood`)
    if (!/[pPxu]/.test(character))
      return this.#single(/[a-zA-Z0]/.test(character) ? `\\${character}` : literal(character))
    const rest = this.#source.slice(this.#at, this.#at + 40).join("")
    const [more = ""] = /^(\{[^}]*\}|[0-9a-fA-F]{2,4})/.exec(rest) ?? []
    this.#at += more.length
    return this.#single(`\\${character}${more}`)
  }

  /** A set of characters is left to JavaScript, a character at a time. */
  #single(source: string): Step {
    try {
      const pattern = new RegExp(`^${source}$`, this.#flags)
      return { test: (character) => pattern.test(character) }
    } catch {
      throw new RangeError(`got ${source}, which is no set of characters`)
    }
  }

  #step(step: Step): Fragment {
    const end = this.#state()
    const start = this.#state()
    Object.assign(this.states[start]!, { step, next: end })
    return { start, end }
  }

  #empty(): Fragment {
    const only = this.#state()
    return { start: only, end: only }
  }

  #joined(a: Fragment, b: Fragment): Fragment {
    this.states[a.end]!.to.push(b.start)
    return { start: a.start, end: b.end }
  }

  #state(to: number[] = []): number {
    if (this.states.length >= most) throw new RangeError(`got more than ${most} states, expected a simpler pattern`)
    this.states.push({ to })
    return this.states.length - 1
  }

  #take(character: string): boolean {
    const seen = this.#source[this.#at] === character
    if (seen) this.#at++
    return seen
  }
}

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

/** All states at once, a character at a time; a match may start anywhere. */
function runs(states: readonly State[], { start, end }: Fragment, text: readonly string[]): boolean {
  let active = new Set<number>()
  for (let at = 0; at <= text.length; at++) {
    const reached = closure(states, [...active, start], text, at)
    if (reached.has(end)) return true
    active = new Set()
    for (const each of reached) {
      const { step, next } = states[each]!
      if (at < text.length && step && "test" in step && step.test(text[at]!)) active.add(next!)
    }
  }
  return false
}

function closure(states: readonly State[], from: readonly number[], text: readonly string[], at: number): Set<number> {
  const reached = new Set<number>()
  const open = [...from]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (reached.has(each)) continue
    reached.add(each)
    const { step, next, to } = states[each]!
    open.push(...to)
    if (step && "assert" in step && holds(step.assert, text, at)) open.push(next!)
  }
  return reached
}

function holds(assertion: "start" | "end" | "word" | "noWord", text: readonly string[], at: number): boolean {
  if (assertion === "start") return at === 0
  if (assertion === "end") return at === text.length
  const [before, after] = [at - 1, at].map((index) => /[\p{L}\p{N}_]/u.test(text[index] ?? ""))
  return (before !== after) === (assertion === "word")
}
