import type { MetricPoint } from "../data/run.js"

/**
 * The lines of a metric file: `timestamp value`, `timestamp value step`, or with a dataset's name and digest behind
 * (MLflow 3, whose own reader takes 0 for the step of such lines; here it is the step that was logged).
 * A line that makes no sense is handed to `bad` and left out. So is one that MLflow itself cannot read, a dataset's
 * name with spaces, but that one is read.
 * @param bad throws by default.
 */
export function parseMetricLines(text: string, bad: (error: MetricLineError) => void = raise): MetricPoint[] {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines.flatMap((line, i) => {
    const words = line.trim().split(" ")
    const point = words.length === 4 ? undefined : pointOf(words)
    if (!point) bad(new MetricLineError(i + 1, line))
    else if (words.length > 5) bad(new MetricLineError(i + 1, line, `${fields} and no spaces in a dataset's name`))
    return point ? [point] : []
  })
}

/** `timestamp value step` and what may follow; undefined where it is no such line. */
export function pointOf(words: readonly string[]): MetricPoint | undefined {
  const [timestamp = "", value = "", step = "0"] = words
  const number = pythonFloat(value)
  if (number === undefined || !/^-?\d+$/.test(timestamp) || !/^-?\d+$/.test(step)) return undefined
  return { timestamp: Number(timestamp), value: number, step: BigInt(step) }
}

const fields = '"timestamp value step"'

/** A line of a metric file that makes no sense. */
export class MetricLineError extends Error {
  readonly line: number

  constructor(line: number, text: string, expected: string = fields) {
    super(`line ${line} is ${JSON.stringify(text.slice(0, 60))}, expected ${expected}`)
    this.line = line
  }
}

function raise(error: MetricLineError): never {
  throw error
}

function pythonFloat(word: string): number | undefined {
  if (/^[-+]?nan$/i.test(word)) return Number.NaN
  if (/^[-+]?inf(inity)?$/i.test(word))
    return word.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : undefined
}

/**
 * MLflow's latest value: the largest by step, then timestamp, then value. A later line replaces an earlier one only
 * where it is strictly larger, so that NaN, which compares with nothing, behaves as in MLflow.
 */
export function latestPoint(points: readonly MetricPoint[]): MetricPoint | undefined {
  return points.reduce<MetricPoint | undefined>(
    (best, point) => (best && !larger(point, best) ? best : point),
    undefined,
  )
}

function larger(a: MetricPoint, b: MetricPoint): boolean {
  if (a.step !== b.step) return a.step > b.step
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp
  return a.value > b.value
}
