import type { Report } from "./file-text.js"
import { textOf } from "./file-text.js"
import { latestPoint, type MetricLineError, parseMetricLines } from "./metric-lines.js"

const LINE = 10
const SPACE = 32
const MINUS = 45
/** Whole numbers of so many digits are exact in a double. */
const DIGITS = 15

/**
 * The latest value of a metric file. Lines that make no sense are left out, and the first of them is reported.
 * @throws Error when there is no line, TypeError when it is no text.
 */
export function latestMetric(bytes: Uint8Array, path: string, report: Report): number {
  const quick = quickLatest(bytes)
  if (quick !== undefined) return quick
  if (bytes.length === 0) throw new Error("the file is empty")
  const bad: MetricLineError[] = []
  const latest = latestPoint(parseMetricLines(textOf(bytes), (error) => bad.push(error)))
  const [first] = bad
  if (!latest) throw first ?? new Error("the file is empty")
  if (first) report({ path, line: first.line, reason: first.message })
  return latest.value
}

/**
 * The same of lines that are all `timestamp value step` in digits, as nearly all are, without making text of them.
 * @returns undefined where any line is not of this kind.
 */
export function quickLatest(bytes: Uint8Array): number | undefined {
  let bestStep = Number.NEGATIVE_INFINITY
  let bestTime = Number.NEGATIVE_INFINITY
  let bestFrom = 0
  let bestTo = 0
  for (let at = 0; at < bytes.length; ) {
    const timeEnd = wholeEnd(bytes, at)
    const from = timeEnd + 1
    if (timeEnd < 0 || bytes[timeEnd] !== SPACE) return undefined
    const to = decimalEnd(bytes, from)
    if (to < 0 || bytes[to] !== SPACE) return undefined
    const stepEnd = wholeEnd(bytes, to + 1)
    if (stepEnd < 0 || bytes[stepEnd] !== LINE) return undefined
    const step = wholeAt(bytes, to + 1, stepEnd)
    const time = step < bestStep ? 0 : wholeAt(bytes, at, timeEnd)
    const ties = step === bestStep && time === bestTime
    if (
      step > bestStep ||
      (step === bestStep && time > bestTime) ||
      (ties && isLarger(bytes, from, to, bestFrom, bestTo))
    ) {
      bestStep = step
      bestTime = time
      bestFrom = from
      bestTo = to
    }
    at = stepEnd + 1
  }
  return bestTo === 0 ? undefined : numberAt(bytes, bestFrom, bestTo)
}

/** Where a whole number ends, -1 where there is none or a long one. */
function wholeEnd(bytes: Uint8Array, from: number): number {
  const digits = bytes[from] === MINUS ? from + 1 : from
  const end = digitsEnd(bytes, digits)
  return end === digits || end - digits > DIGITS ? -1 : end
}

/** Where `-1.5e-05` or the like ends, -1 where there is none. */
function decimalEnd(bytes: Uint8Array, from: number): number {
  const digits = bytes[from] === MINUS ? from + 1 : from
  let end = digitsEnd(bytes, digits)
  if (end === digits) return -1
  if (bytes[end] === 46) end = digitsEnd(bytes, end + 1)
  if (bytes[end] !== 101) return end
  const sign = bytes[end + 1] === MINUS || bytes[end + 1] === 43 ? end + 2 : end + 1
  const last = digitsEnd(bytes, sign)
  return last === sign ? -1 : last
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at]! >= 48 && bytes[at]! <= 57) at++
  return at
}

function wholeAt(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS
  let number = 0
  for (let at = negative ? from + 1 : from; at < to; at++) number = number * 10 + bytes[at]! - 48
  return negative ? -number : number
}

function isLarger(bytes: Uint8Array, from: number, to: number, bestFrom: number, bestTo: number): boolean {
  return numberAt(bytes, from, to) > numberAt(bytes, bestFrom, bestTo)
}

function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let text = ""
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!)
  return Number(text)
}
