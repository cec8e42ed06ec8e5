import { type ClassCounts, type Tally, tallies } from "./class-counts.js"

/** How numbers of classes become one: "binary" is that of class 1. "micro" counts all rows together. */
export type Average = "binary" | "micro" | "macro" | "weighted"

export function accuracyOf(counts: ClassCounts): number {
  const parts = tallies(counts)
  return total(parts, "right") / total(parts, "actual")
}

/** Mean recall of the classes that occur. */
export function balancedAccuracyOf(counts: ClassCounts): number {
  const recalls = tallies(counts).filter(({ actual }) => actual !== 0)
  return recalls.reduce((sum, { right, actual }) => sum + right / actual, 0) / recalls.length
}

/** The correlation of class and prediction; 0 where either is constant. */
export function matthewsOf(counts: ClassCounts): number {
  const parts = tallies(counts)
  const all = total(parts, "actual")
  const product = (a: "actual" | "predicted", b: "actual" | "predicted") =>
    parts.reduce((sum, part) => sum + part[a] * part[b], 0)
  const spread = (all * all - product("actual", "actual")) * (all * all - product("predicted", "predicted"))
  return spread === 0 ? 0 : (total(parts, "right") * all - product("actual", "predicted")) / Math.sqrt(spread)
}

export function precisionOf(counts: ClassCounts, average: Average): number {
  return averaged(counts, average, ({ right, predicted }) => share(right, predicted))
}

export function recallOf(counts: ClassCounts, average: Average): number {
  return averaged(counts, average, ({ right, actual }) => share(right, actual))
}

/** (1 + b^2) right / (b^2 actual + predicted). */
export function fBetaOf(counts: ClassCounts, average: Average, beta: number): number {
  return averaged(counts, average, ({ right, actual, predicted }) =>
    share((1 + beta * beta) * right, beta * beta * actual + predicted),
  )
}

/** 0 for nothing of nothing, as scikit-learn by default. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function averaged(counts: ClassCounts, average: Average, formula: (tally: Tally) => number): number {
  const parts = tallies(counts)
  if (average === "binary") return formula(parts[1]!)
  if (average === "micro") {
    const sums = { right: total(parts, "right"), actual: total(parts, "actual"), predicted: total(parts, "predicted") }
    return formula(sums)
  }
  const present = parts.filter(({ actual, predicted }) => actual !== 0 || predicted !== 0)
  const weight = ({ actual }: Tally) => (average === "weighted" ? actual : 1)
  return share(
    present.reduce((sum, part) => sum + weight(part) * formula(part), 0),
    present.reduce((sum, part) => sum + weight(part), 0),
  )
}

function total(parts: readonly Tally[], key: keyof Tally): number {
  return parts.reduce((sum, part) => sum + part[key], 0)
}
