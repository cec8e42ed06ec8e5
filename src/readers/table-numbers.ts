/** The powers of ten that are exact doubles. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** Writes 64-bit integers as doubles, each rounded once, from `into[at]` on. */
export function fillIntegers64(values: BigInt64Array | BigUint64Array, into: Float64Array, at: number): void {
  // halves, because Number(bigint) costs several times as much
  const words = halves(values)
  const signed = values instanceof BigInt64Array
  for (let i = 0; i < values.length; i++) {
    const high = words[2 * i + 1]!
    into[at + i] = (signed ? high : high >>> 0) * 2 ** 32 + (words[2 * i]! >>> 0)
  }
}

/** Writes counts of a unit that goes `perMillisecond` times into a millisecond as milliseconds. */
export function fillTimes64(values: BigInt64Array, perMillisecond: number, into: Float64Array, at: number): void {
  const words = halves(values)
  const turn = 2 ** 32 % perMillisecond
  for (let i = 0; i < values.length; i++) {
    const low = words[2 * i]! >>> 0
    const high = words[2 * i + 1]!
    let rest = ((high % perMillisecond) * turn + low) % perMillisecond
    if (rest < 0) rest += perMillisecond
    const whole = Math.round((high * 2 ** 32 + (low - rest)) / perMillisecond)
    into[at + i] = joinTime(whole, rest, perMillisecond)
  }
}

/**
 * Whole milliseconds, rounded down, and the parts of a millisecond above them as one double. Times are put together
 * here alone, so that every format gives the same double for the same time.
 */
export function joinTime(whole: number, parts: number, perMillisecond: number): number {
  // away from zero the sum would lose digits
  if (whole < 0 && parts > 0) return whole + 1 + (parts - perMillisecond) / perMillisecond
  return whole + parts / perMillisecond
}

/**
 * Writes decimals, `perValue` little-endian words of an integer that counts units of 10^-scale, from `into[at]` on,
 * each rounded once.
 */
export function fillDecimals(words: Int32Array, perValue: number, scale: number, into: Float64Array, at: number): void {
  for (let from = 0; from < words.length; from += perValue) {
    const last = from + perValue - 1
    let rough = words[last]!
    for (let i = last - 1; i >= from; i--) rough = rough * 2 ** 32 + (words[i]! >>> 0)
    into[at++] = scaled(rough, scale, () => integerOf(words, from, last))
  }
}

/**
 * An integer divided by 10^scale, rounded once. `rough` is the integer as a double and exact where it is small;
 * `exact` is asked only where it is not.
 */
export function scaled(rough: number, scale: number, exact: () => bigint): number {
  if (scale >= 0 && scale <= 22 && Math.abs(rough) <= Number.MAX_SAFE_INTEGER) return rough / POWERS_OF_TEN[scale]!
  return Number(`${exact()}e${-scale}`)
}

function integerOf(words: Int32Array, first: number, last: number): bigint {
  let value = BigInt(words[last]!)
  for (let i = last - 1; i >= first; i--) value = (value << 32n) | BigInt(words[i]! >>> 0)
  return value
}

/** How many values are integers, or decimals of that scale, which a double does not hold exactly. */
export function countBeyond(values: Float64Array | Float32Array, scale = 0): number {
  const limit = Number.MAX_SAFE_INTEGER / 10 ** scale
  let count = 0
  for (const value of values) if (Math.abs(value) > limit) count++
  return count
}

/** The value of a half-precision float. */
export function float16(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Integers as pairs of little-endian 32-bit words: low, high. */
function halves(values: BigInt64Array | BigUint64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
}
