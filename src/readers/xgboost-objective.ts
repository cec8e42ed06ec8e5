import type { Transform } from "../data/ensemble.js"

interface Objective {
  readonly kind: Transform["kind"]
  /** From the prediction space, in which files keep `base_score`, to the margin. */
  readonly toMargin: (score: number) => number
}

const identity: Objective = { kind: "identity", toMargin: (score) => score }
const logarithm: Objective = { kind: "exp", toMargin: (score) => Math.fround(Math.log(score)) }
const logit: Objective = { kind: "sigmoid", toMargin: logitOf }

const objectives: Readonly<Record<string, Objective>> = {
  "reg:squarederror": identity,
  "reg:linear": identity,
  "reg:squaredlogerror": identity,
  "reg:pseudohubererror": identity,
  "reg:absoluteerror": identity,
  "reg:quantileerror": identity,
  "reg:expectileerror": identity,
  "reg:logistic": logit,
  "binary:logistic": logit,
  "binary:logitraw": identity,
  "binary:hinge": { ...identity, kind: "step" },
  "count:poisson": logarithm,
  "reg:gamma": logarithm,
  "reg:tweedie": logarithm,
  "survival:cox": logarithm,
  "survival:aft": logarithm,
  "multi:softprob": { ...identity, kind: "softmax" },
  "multi:softmax": { ...identity, kind: "argmax" },
  "rank:pairwise": identity,
  "rank:ndcg": identity,
  "rank:map": identity,
}

const sorted: Objective = { ...identity, kind: "sorted" }

/**
 * The transform of an XGBoost objective and the margin that trees start from, one for each output.
 * @param baseScore as the file has it: plain, or bracketed with one number an output.
 */
export function xgboostObjective(
  name: string,
  baseScore: string,
  outputs: number,
  version: readonly number[],
  where: string,
): { transform: Transform; base: Float64Array } {
  // Several quantiles never cross from 3.4 on: predictions are sorted within a row, margins are not.
  const sorts = name === "reg:quantileerror" && outputs > 1 && !olderThan(version, 3, 4)
  const objective = sorts ? sorted : objectives[name]
  if (!objective) {
    throw new Error(`${where}: objective is "${name}", expected one of ${Object.keys(objectives).join(", ")}`)
  }
  const scores = parseBaseScore(baseScore, outputs, where)
  if (name === "reg:expectileerror" && outputs > 1) {
    return { transform: { kind: "expectiles" }, base: scores.map(expectileMargin) }
  }
  return { transform: { kind: objective.kind }, base: scores.map(objective.toMargin) }
}

function parseBaseScore(text: string, outputs: number, where: string): Float64Array {
  const words = text.replace(/^\s*[[(]|[\])]\s*$/g, "").split(",")
  const scores = words.map((word) => (word.trim() === "" ? Number.NaN : Math.fround(Number(word))))
  const fits = scores.length === 1 || scores.length === outputs
  if (fits && scores.every(Number.isFinite)) {
    return Float64Array.from({ length: outputs }, (_, k) => scores[scores.length === 1 ? 0 : k]!)
  }
  throw new Error(
    `${where}: base_score is "${text}", expected ${outputs === 1 ? "one number" : `one number or ${outputs}`}`,
  )
}

/** In float32 steps, as XGBoost computes it. */
function logitOf(probability: number): number {
  const clamped = Math.min(Math.max(probability, Math.fround(1e-6)), Math.fround(1 - 1e-6))
  return Math.fround(-Math.log(Math.fround(Math.fround(1 / clamped) - 1)))
}

/** Inverse of the `expectiles` transform: the softplus that leads from one score to the next. */
function expectileMargin(score: number, k: number, scores: Float64Array): number {
  if (k === 0) return score
  return Math.log(Math.expm1(Math.max(score - scores[k - 1]! - 1e-6, 1e-6)))
}

function olderThan(version: readonly number[], major: number, minor: number): boolean {
  const [gotMajor = 0, gotMinor = 0] = version
  return gotMajor < major || (gotMajor === major && gotMinor < minor)
}
