import type { RankedFeature } from "../src/index.js"

/** How features are listed. */
export interface Arrangement {
  readonly search: string
  readonly order: "importance" | "model" | "name" | "lock"
  /** Features in the order of the model, or for `lock` in that of another one; those it does not have come last. */
  readonly features: readonly string[]
}

/** The features that are searched for, in the order that is wanted. */
export function arrangeRanking(
  ranking: readonly RankedFeature[],
  { search, order, features }: Arrangement,
): RankedFeature[] {
  const wanted = search.trim().toLowerCase()
  const found = ranking.filter(({ feature }) => feature.toLowerCase().includes(wanted))
  if (order === "importance") return found
  const places = new Map(features.map((feature, j) => [feature, j]))
  const place = (feature: string) => places.get(feature) ?? features.length
  const byName = new Intl.Collator("en", { numeric: true })
  return found.sort((a, b) =>
    order === "name" ? byName.compare(a.feature, b.feature) : place(a.feature) - place(b.feature),
  )
}

/**
 * Sums of mean |SHAP| by what stands before the first `_`, `.` or `:` of a name; a name alone stays itself.
 * @param keep groups stand where their first member stood, else the largest comes first.
 */
export function groupByPrefix(ranking: readonly RankedFeature[], keep = false): RankedFeature[] {
  const groups = new Map<string, RankedFeature[]>()
  for (const each of ranking) {
    const prefix = /^(.+?)[_.:]/.exec(each.feature)?.[1] ?? each.feature
    groups.set(prefix, [...(groups.get(prefix) ?? []), each])
  }
  const summed = [...groups].map(([prefix, members]): RankedFeature => {
    const [only] = members
    if (members.length === 1 && only) return only
    const sum = (of: (each: RankedFeature) => number) => members.reduce((total, each) => total + of(each), 0)
    return {
      feature: `${prefix} (${members.length})`,
      meanAbsShap: sum(({ meanAbsShap }) => meanAbsShap),
      meanShap: sum(({ meanShap }) => meanShap),
      direction: "MIXED",
      correlation: null,
    }
  })
  return keep ? summed : summed.sort((a, b) => b.meanAbsShap - a.meanAbsShap)
}
