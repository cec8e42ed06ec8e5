import type { ChartTable } from "./chart-table.js"
import type { PlotData } from "./plot.js"

/** Several rankings of the same features and how well they agree. */
export interface RankAgreementData extends PlotData {
  readonly features: readonly string[]
  /** [ranking].ranks[feature], from 1; ties share their mean rank. */
  readonly rankings: readonly { readonly name: string; readonly ranks: readonly number[] }[]
  /** [ranking][ranking] Spearman's correlation. */
  readonly spearman: readonly (readonly number[])[]
}

/** The features whose ranks differ most first. */
export function byDisagreement({ features, rankings }: RankAgreementData): number[] {
  const spread = (i: number) => {
    const ranks = rankings.map(({ ranks }) => ranks[i]!).filter(Number.isFinite)
    return Math.max(...ranks) - Math.min(...ranks)
  }
  return features.map((_, i) => i).sort((a, b) => spread(b) - spread(a) || a - b)
}

export function rankAgreementTable({ features, rankings }: RankAgreementData): ChartTable {
  return {
    columns: ["feature", ...rankings.map(({ name }) => name)],
    rows: features.map((feature, i) => [feature, ...rankings.map(({ ranks }) => ranks[i]!)]),
  }
}
