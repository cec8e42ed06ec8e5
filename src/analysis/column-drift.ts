import type { Column, NumberColumn } from "../data/column.js"
import type { ColumnDrift, DriftBin } from "../results/drift.js"
import { categoryBins, numericBins, psiOf, type Sorted, sortedNumbers } from "./drift-bins.js"
import { type DriftThresholds, standing, worst } from "./drift-thresholds.js"
import { ksDistance, ksPValue } from "./ks-two-sample.js"

/** Levels that are named. */
const NAMED_LEVELS = 50

type Parts = Pick<ColumnDrift, "kind" | "bins" | "ks" | "ksPValue" | "mean" | "newLevels" | "lostLevels">

/** How far one column moved from the reference's rows to the current ones. Both have rows, and are of one kind. */
export function columnDrift(
  reference: Column,
  current: Column,
  role: ColumnDrift["role"],
  bins: number,
  thresholds: DriftThresholds,
): ColumnDrift {
  const parts =
    isNumeric(reference) && isNumeric(current) ? numericParts(reference, current, bins) : levelParts(reference, current)
  const missing = parts.bins.at(-1)!
  const psi = psiOf(parts.bins)
  const unseen = parts.newLevels.reduce((sum, { share }) => sum + share, 0)
  const { psiWarn, psiFail, missingWarn, missingFail, newLevelsWarn, newLevelsFail } = thresholds
  const statuses = {
    psiStatus: standing(psi, psiWarn, psiFail),
    ksStatus: ksStanding(parts, thresholds),
    levelStatus: unseen > 0 ? standing(unseen, newLevelsWarn, newLevelsFail) : ("pass" as const),
  }
  const missingStatus = standing(Math.abs(missing.current - missing.reference), missingWarn, missingFail)
  const used = parts.bins.filter((each) => each.reference > 0 || each.current > 0).length
  return {
    ...{ column: reference.name, role, ...parts, psi, ...statuses },
    psiNoise: Math.max(0, used - 1) * (1 / rowsOf(reference) + 1 / rowsOf(current)),
    missing: { reference: missing.reference, current: missing.current, status: missingStatus },
    status: worst([...Object.values(statuses), missingStatus]),
  }
}

/** Whether values are measured rather than named. */
export function isNumeric(column: Column): column is NumberColumn {
  return column.type === "number" || column.type === "time"
}

function rowsOf(column: Column): number {
  return column.type === "category" ? column.codes.length : column.values.length
}

function numericParts(reference: NumberColumn, current: NumberColumn, bins: number): Parts {
  const [a, b] = [sortedNumbers(reference), sortedNumbers(current)]
  const [n, m] = [a.ascending.length, b.ascending.length]
  const ks = ksDistance(a.ascending, b.ascending)
  const none = Number.isNaN(ks)
  return {
    ...{ kind: "numeric", bins: numericBins(a, b, bins), newLevels: [], lostLevels: [] },
    ...{ ks: none ? null : ks, ksPValue: none ? null : ksPValue(ks, n, m) },
    mean: none ? null : { reference: meanOf(a), current: meanOf(b) },
  }
}

function meanOf({ ascending }: Sorted): number {
  let sum = 0
  for (const value of ascending) sum += value
  return sum / ascending.length
}

function levelParts(reference: Column, current: Column): Parts {
  const bins = categoryBins(reference, current)
  const levels = bins.slice(0, -1)
  const fresh = levels.filter((each) => each.reference === 0).sort((a, b) => b.current - a.current)
  const lost = levels.filter((each) => each.current === 0)
  return {
    ...{ kind: "levels", bins: byShare(levels).concat(bins.slice(-1)), ks: null, ksPValue: null, mean: null },
    newLevels: fresh.slice(0, NAMED_LEVELS).map(({ name, current: share }) => ({ level: name, share })),
    lostLevels: lost.slice(0, NAMED_LEVELS).map(({ name }) => name),
  }
}

function byShare(bins: readonly DriftBin[]): DriftBin[] {
  return [...bins].sort((a, b) => b.reference - a.reference || b.current - a.current)
}

function ksStanding({ ks, ksPValue: p }: Parts, { ksWarn, ksFail, ksAlpha }: DriftThresholds): ColumnDrift["ksStatus"] {
  return ks === null || p === null || p >= ksAlpha ? "pass" : standing(ks, ksWarn, ksFail)
}
