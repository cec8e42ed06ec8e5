import type { DriftStatus } from "../results/drift.js"

/** From where on something is worth a warning, or a failure. */
export interface DriftThresholds {
  readonly psiWarn: number
  readonly psiFail: number
  /** Distances count only where the p-value is below `ksAlpha`. */
  readonly ksWarn: number
  readonly ksFail: number
  readonly ksAlpha: number
  /** Change of the missing rate, either way. */
  readonly missingWarn: number
  readonly missingFail: number
  /** Share of rows whose level the reference never had. */
  readonly newLevelsWarn: number
  readonly newLevelsFail: number
  /** A metric that is worse by more than chance, as a share of its reference. */
  readonly metricWarn: number
  readonly metricFail: number
  /** Rank correlation of mean |SHAP|: below. */
  readonly shapWarn: number
  readonly shapFail: number
}

/** The index's thresholds are the usual ones of credit scoring: 0.1 a moderate, 0.25 a large shift. */
export const usualThresholds: DriftThresholds = {
  ...{ psiWarn: 0.1, psiFail: 0.25, ksWarn: 0.1, ksFail: 0.25, ksAlpha: 0.01, missingWarn: 0.05, missingFail: 0.2 },
  ...{ newLevelsWarn: 0, newLevelsFail: 0.05, metricWarn: 0, metricFail: 0.1, shapWarn: 0.8, shapFail: 0.5 },
}

/** Where a value stands that is worse the larger it is. */
export function standing(value: number, warn: number, fail: number): DriftStatus {
  return value >= fail ? "fail" : value >= warn ? "warn" : "pass"
}

const order: readonly DriftStatus[] = ["pass", "warn", "fail"]

export function worst(statuses: readonly DriftStatus[]): DriftStatus {
  return order[Math.max(0, ...statuses.map((each) => order.indexOf(each)))]!
}

/** Worst first. */
export function byStatus(a: DriftStatus, b: DriftStatus): number {
  return order.indexOf(b) - order.indexOf(a)
}
