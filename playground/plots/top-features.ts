/** What a ranking plot shows: the first features, and one row for the rest. */
export interface Shown {
  /** Indices into the ranking. */
  readonly first: readonly number[]
  readonly rest: readonly number[]
}

/** shap's rule: so many rows in all, the last of which stands for the rest when there are more features. */
export function topFeatures(count: number, most = 10): Shown {
  const all = Array.from({ length: count }, (_, i) => i)
  if (count <= most) return { first: all, rest: [] }
  return { first: all.slice(0, most - 1), rest: all.slice(most - 1) }
}
