import { joinTime, POWERS_OF_TEN } from "./table-numbers.js"

const DAY = 86_400_000
const MINUTE_NANOS = 60e9
const DASH = 0x2d
const COLON = 0x3a

/**
 * Parses an ISO 8601 date or date-time (`2024-02-29`, `2024-02-29T12:30`, `2024-02-29 12:30:15.123456+01:00`) and
 * writes milliseconds since 1970-01-01 UTC into `into[index]`. Without a zone it is UTC; a fraction has up to nine
 * digits. Returns false where the bytes [from, to) are anything else.
 */
export function parseTime(bytes: Uint8Array, from: number, to: number, into: Float64Array, index: number): boolean {
  if (to - from < 10 || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return false
  const day = dayNumber(100 * pair(bytes, from) + pair(bytes, from + 2), pair(bytes, from + 5), pair(bytes, from + 8))
  const nanos = to - from === 10 ? 0 : clockNanos(bytes, from + 10, to)
  if (Number.isNaN(day) || Number.isNaN(nanos)) return false
  const below = ((nanos % 1e6) + 1e6) % 1e6
  into[index] = joinTime(day * DAY + (nanos - below) / 1e6, below, 1e6)
  return true
}

/** Nanoseconds from midnight UTC of a clock with its separator and zone; NaN where it is none. */
function clockNanos(bytes: Uint8Array, from: number, to: number): number {
  const separated = bytes[from] === 0x54 || bytes[from] === 0x20
  if (!separated || to - from < 6 || bytes[from + 3] !== COLON) return Number.NaN
  const minutes = below(pair(bytes, from + 1), 24) * 60 + below(pair(bytes, from + 4), 60)
  let at = from + 6
  let nanos = 0
  if (to - at >= 3 && bytes[at] === COLON) {
    nanos = below(pair(bytes, at + 1), 60) * 1e9
    at += 3
    if (bytes[at] === 0x2e && at < to) {
      const end = endOfDigits(bytes, at + 1, to)
      nanos += fractionNanos(bytes, at + 1, end)
      at = end
    }
  }
  return (minutes - zoneMinutes(bytes, at, to)) * MINUTE_NANOS + nanos
}

/** Minutes east of UTC of nothing, `Z`, `+01`, `+0100` or `+01:00`; NaN where it is something else. */
function zoneMinutes(bytes: Uint8Array, from: number, to: number): number {
  if (from === to || (bytes[from] === 0x5a && to - from === 1)) return 0
  const sign = bytes[from] === 0x2b ? 1 : bytes[from] === DASH ? -1 : Number.NaN
  const length = to - from
  const hours = length >= 3 ? below(pair(bytes, from + 1), 24) : Number.NaN
  if (length === 3) return sign * hours * 60
  const at = bytes[from + 3] === COLON ? from + 4 : from + 3
  return to - at === 2 ? sign * (hours * 60 + below(pair(bytes, at), 60)) : Number.NaN
}

function endOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++
  return at
}

function fractionNanos(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 1 || to - from > 9) return Number.NaN
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + bytes[i]! - 0x30
  return value * POWERS_OF_TEN[9 - (to - from)]!
}

/** Two decimal digits, NaN where they are none. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 0x30
  const units = bytes[at + 1]! - 0x30
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN
}

function below(value: number, limit: number): number {
  return value < limit ? value : Number.NaN
}

/** Days since 1970-01-01, NaN where there is no such day. `Date.UTC` would take years 0-99 for 1900-1999. */
function dayNumber(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN
  // Hinnant's days_from_civil: a year starts in March, so that the leap day is its last
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
