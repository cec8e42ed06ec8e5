import type { MetricPoint } from "../data/run.js"

/**
 * The lines of a metric file: `timestamp value`, `timestamp value step`, or with a dataset's name and digest behind
 * (MLflow 3, whose own reader takes 0 for the step of such lines; here it is the step that was logged).
 * @throws Error with the line.
 */
export function parseMetricLines(text: string): MetricPoint[] {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines.map((line, i) => {
    const words = line.trim().split(" ")
    const [timestamp = "", value = "", step = "0"] = words
    const fits = [2, 3, 5].includes(words.length) && /^-?\d+$/.test(timestamp) && /^-?\d+$/.test(step)
    const number = pythonFloat(value)
    if (fits && number !== undefined) return { timestamp: Number(timestamp), value: number, step: BigInt(step) }
    throw new MetricLineError(i + 1, line)
  })
}

/** A line of a metric file that makes no sense. */
export class MetricLineError extends Error {
  readonly line: number

  constructor(line: number, text: string) {
    super(`line ${line} is ${JSON.stringify(text.slice(0, 60))}, expected "timestamp value step"`)
    this.line = line
  }
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
