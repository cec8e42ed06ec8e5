import type { Standing } from "../results/evaluation.js"

/** What a metric of a random score, a good and an excellent one comes to. */
export interface Levels {
  readonly random: number
  readonly good: number
  readonly excellent: number
}

/** Levels by metric. Rising or falling levels tell whether larger values are better. */
export type Interpretation = Readonly<Record<string, Levels>>

/** What people who rank funds and firms call good; every field has its own, so each can be replaced. */
export const usualLevels: Interpretation = {
  auc: { random: 0.5, good: 0.58, excellent: 0.65 },
  lift: { random: 1, good: 1.3, excellent: 1.5 },
  spearman: { random: 0, good: 0.25, excellent: 0.4 },
  "ndcg@10": { random: 0.5, good: 0.7, excellent: 0.85 },
  percentileRmse: { random: 29, good: 25, excellent: 20 },
}

/** Where a value stands; null for a metric without levels. */
export function standingOf(value: number, levels: Levels | undefined): Standing | null {
  if (!levels) return null
  const sign = levels.excellent >= levels.good ? 1 : -1
  const reaches = (level: number) => sign * value >= sign * level
  if (reaches(levels.excellent)) return "excellent"
  if (reaches(levels.good)) return "good"
  return sign * value > sign * levels.random ? "weak" : "no better than random"
}

/**
 * Levels as a file or a person gives them: `{ auc: { random, good, excellent } }` or `{ auc: [0.5, 0.58, 0.65] }`, in
 * place of the usual ones of these metrics.
 * @throws RangeError for what is none.
 */
export function withLevels(given: unknown): Interpretation {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new RangeError("interpretation: expected metrics with their levels, e.g. auc: [0.5, 0.58, 0.65]")
  }
  const levels = Object.entries(given).map(([name, value]) => [name, levelsOf(name, value)] as const)
  return { ...usualLevels, ...Object.fromEntries(levels) }
}

function levelsOf(name: string, given: unknown): Levels {
  const named = given as Partial<Levels> | null
  const [random, good, excellent] = Array.isArray(given) ? given : [named?.random, named?.good, named?.excellent]
  const ordered = (good - random) * (excellent - good) >= 0
  if ([random, good, excellent].every(Number.isFinite) && ordered) return { random, good, excellent }
  throw new RangeError(
    `interpretation of ${name}: got ${JSON.stringify(given)}, expected three numbers that rise or fall: random, good, excellent`,
  )
}
