import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import type { ControlledPair, ControlledStep, PairedRun } from "../results/parameter-effects.js"
import { compareValues, paramOf } from "./param-values.js"

export interface ControlledPairs {
  readonly pairs: ControlledPair[]
  readonly steps: ControlledStep[]
  /** By param. */
  readonly counts: ReadonlyMap<string, number>
  readonly notes: string[]
}

/** A group of runs that are equal but for one param has more pairs than anybody reads: neighbours are enough there. */
const MANY_PAIRS = 20_000

interface Measured {
  readonly run: Run
  readonly metric: number
}

/**
 * All pairs of runs that differ in exactly one param (a value against none counts as a difference), from the smaller
 * value to the larger. Where more than 20,000 pairs vary one param in equal surroundings, only those of neighbouring
 * values are made, and a note says so.
 * @param params the ones that vary.
 * @param of the ones whose steps are wanted.
 */
export function controlledPairs(
  runs: readonly Run[],
  metric: string,
  params: readonly string[],
  of: readonly string[],
  lowerIsBetter: boolean,
): ControlledPairs {
  const codes = params.map((param) => codesOf(runs, param))
  const result = { pairs: [] as ControlledPair[], counts: new Map<string, number>(), notes: [] as string[] }
  for (const param of of) {
    const others = codes.filter((_, j) => params[j] !== param)
    const alike = new Map<string, Measured[]>()
    for (const [i, run] of runs.entries()) {
      const key = others.map((code) => code[i]).join()
      const own = alike.get(key)
      if (own) own.push({ run, metric: run.metrics[metric]! })
      else alike.set(key, [{ run, metric: run.metrics[metric]! }])
    }
    const before = result.pairs.length
    for (const group of alike.values()) addPairs(group, param, lowerIsBetter, result)
    result.counts.set(param, result.pairs.length - before)
  }
  return { ...result, steps: stepsOf(result.pairs) }
}

/** A number for each distinct value of a param. */
function codesOf(runs: readonly Run[], param: string): Int32Array {
  const codes = new Map<string | null, number>()
  return Int32Array.from(runs, (run) => {
    const value = paramOf(run, param)
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  })
}

function addPairs(
  group: readonly Measured[],
  param: string,
  lowerIsBetter: boolean,
  { pairs, notes }: Pick<ControlledPairs, "pairs" | "notes">,
): void {
  if (group.length < 2) return
  const levels = levelsOf(group, param)
  const total = levels.reduce((sum, level) => sum + level.length * (group.length - level.length), 0) / 2
  const all = total <= MANY_PAIRS
  if (!all)
    notes.push(
      `${param}: ${total.toLocaleString("en-US")} pairs in equal surroundings, of which neighbouring values were compared`,
    )
  for (const [i, level] of levels.entries()) {
    for (const other of levels.slice(i + 1, all ? levels.length : i + 2)) {
      // Of many runs with equal params one is as good as the next: they are paired in turn.
      const [long, short] = level.length > other.length ? [level, other] : [other, level]
      if (all) for (const a of level) for (const b of other) pairs.push(pairOf(param, a, b, lowerIsBetter))
      else
        for (const [k, each] of long.entries()) {
          const partner = short[k % short.length]!
          pairs.push(
            long === level ? pairOf(param, each, partner, lowerIsBetter) : pairOf(param, partner, each, lowerIsBetter),
          )
        }
    }
  }
}

/** Runs of equal value together, values ascending. */
function levelsOf(group: readonly Measured[], param: string): Measured[][] {
  const levels = new Map<string | null, Measured[]>()
  for (const each of group) {
    const value = paramOf(each.run, param)
    const own = levels.get(value)
    if (own) own.push(each)
    else levels.set(value, [each])
  }
  return [...levels].sort(([a], [b]) => compareValues(a, b)).map(([, runs]) => runs)
}

function pairOf(param: string, a: Measured, b: Measured, lowerIsBetter: boolean): ControlledPair {
  const difference = b.metric - a.metric
  return {
    param,
    from: side(a, param),
    to: side(b, param),
    difference,
    better: lowerIsBetter ? difference < 0 : difference > 0,
  }
}

function side({ run, metric }: Measured, param: string): PairedRun {
  return { runId: run.runId, runName: run.runName, value: paramOf(run, param), metric }
}

function stepsOf(pairs: readonly ControlledPair[]): ControlledStep[] {
  const steps = new Map<string, ControlledStep>()
  for (const { param, from, to, difference, better } of pairs) {
    const key = JSON.stringify([param, from.value, to.value])
    const step = steps.get(key) ?? { param, from: from.value, to: to.value, pairs: 0, meanDifference: 0, wins: 0 }
    step.pairs++
    step.meanDifference += difference
    step.wins += better ? 1 : 0
    steps.set(key, step)
  }
  const all = [...steps.values()].map((step) => ({ ...step, meanDifference: step.meanDifference / step.pairs }))
  return all.sort((a, b) => byCodePoint(a.param, b.param) || compareValues(a.from, b.from) || compareValues(a.to, b.to))
}
