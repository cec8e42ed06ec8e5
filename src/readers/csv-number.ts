import { POWERS_OF_TEN } from "./table-numbers.js"

const SPACE = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e
const SPLITTER = 2 ** 27 + 1
const INFINITY = "infinity"

const ascii = new TextDecoder()

/**
 * Parses a decimal number (`-12`, `.5`, `1e-3`, `inf`; spaces around it) and writes it into `into[index]`, to the bit
 * as `Number` would. Returns false where the bytes [from, to) are not a number; the words for missing are not.
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number, into: Float64Array, index: number): boolean {
  let start = from
  let end = to
  while (start < end && bytes[start] === SPACE) start++
  while (end > start && bytes[end - 1] === SPACE) end--
  const negative = bytes[start] === MINUS
  const first = negative || bytes[start] === PLUS ? start + 1 : start
  const value = first < end ? magnitude(bytes, first, end) : Number.NaN
  if (Number.isNaN(value)) return false
  into[index] = negative ? -value : value
  return true
}

/** Whether a parsed number is written as an integer that a double does not hold exactly. */
export function isRounded(bytes: Uint8Array, from: number, to: number, value: number): boolean {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isFinite(value)) return false
  for (let i = from; i < to; i++) if (bytes[i] === DOT || (bytes[i]! | 0x20) === 0x65) return false
  return true
}

// nine digits at a time, because integers add up faster than doubles
function magnitude(bytes: Uint8Array, from: number, to: number): number {
  let head = 0
  let tail = 0
  let significant = 0
  let dot = -1
  let at = from
  for (; at < to; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) {
      if (bytes[at] !== DOT || dot >= 0) break
      dot = at
      continue
    }
    if (significant > 0 || digit > 0) significant++
    if (significant <= 9) head = Math.imul(head, 10) + digit
    else if (significant <= 18) tail = Math.imul(tail, 10) + digit
  }
  if (at === from || (at === from + 1 && dot === from)) return infinity(bytes, from, to)
  const exponent = (dot < 0 ? 0 : dot + 1 - at) + (at < to ? readExponent(bytes, at, to) : 0)
  if (Number.isNaN(exponent) || significant === 0) return exponent - exponent
  const fast = compose(head, tail, significant, exponent)
  return Number.isNaN(fast) ? Number(ascii.decode(bytes.subarray(from, to))) : fast
}

function readExponent(bytes: Uint8Array, from: number, to: number): number {
  if ((bytes[from]! | 0x20) !== 0x65) return Number.NaN
  const sign = bytes[from + 1]
  const start = sign === PLUS || sign === MINUS ? from + 2 : from + 1
  if (start >= to) return Number.NaN
  let value = 0
  for (let i = start; i < to; i++) {
    const digit = bytes[i]! - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return sign === MINUS ? -value : value
}

/** The digits of head and tail times 10^exponent, rounded once; NaN where that takes more than two doubles. */
function compose(head: number, tail: number, significant: number, exponent: number): number {
  if (significant > 18 || exponent < -22 || exponent > 22) return Number.NaN
  const power = POWERS_OF_TEN[Math.abs(exponent)]!
  const shift = significant > 9 ? POWERS_OF_TEN[significant - 9]! : 1
  if (significant > 15) return exponent <= 0 ? quotient(head, shift, tail, power) : Number.NaN
  // both are exact, so that one operation rounds once
  const digits = head * shift + tail
  return exponent < 0 ? digits / power : digits * power
}

// (head * shift + tail) / divisor by Dekker's arithmetic: each number is carried as the unevaluated sum of two doubles
function quotient(head: number, shift: number, tail: number, divisor: number): number {
  const numerator = head * shift
  const numeratorRest = productError(head, shift, numerator) + tail
  const rough = numerator / divisor
  const back = rough * divisor
  const rest = (numerator - back - productError(rough, divisor, back) + numeratorRest) / divisor
  const value = rough + rest
  // Ziv's test: were the rest a little larger, would the sum still round to the same double?
  const spare = rough - value + rest
  return value + spare * (1 + 2 ** -40) === value ? value : Number.NaN
}

/** a * b - product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aCarry = a * SPLITTER
  const aHigh = aCarry - (aCarry - a)
  const aLow = a - aHigh
  const bCarry = b * SPLITTER
  const bHigh = bCarry - (bCarry - b)
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}

function infinity(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from
  if (length !== 3 && length !== 8) return Number.NaN
  for (let i = 0; i < length; i++) if ((bytes[from + i]! | 0x20) !== INFINITY.charCodeAt(i)) return Number.NaN
  return Number.POSITIVE_INFINITY
}
