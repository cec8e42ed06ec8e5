/** How a model is to be read. */
export interface ModelOptions {
  /** The file's name, for messages. */
  readonly name?: string
  /** First boosting round to use: 0 by default, as LightGBM's and XGBoost's own ranges. */
  readonly startIteration?: number
  /** Rounds to use from there on; all when absent, 0 or negative. */
  readonly numIteration?: number
  /** A number that counts as missing beside NaN. XGBoost only. */
  readonly missing?: number
}

/**
 * The rounds [start, end) that are used out of `total`.
 * @throws RangeError when none is left.
 */
export function pickIterations(
  total: number,
  { startIteration = 0, numIteration = 0 }: ModelOptions,
  where: string,
): { total: number; start: number; end: number } {
  if (total === 0) throw new RangeError(`${where}: got 0 trees, expected at least 1`)
  const end = numIteration > 0 ? Math.min(total, startIteration + numIteration) : total
  if (Number.isInteger(startIteration) && startIteration >= 0 && startIteration < end) {
    return { total, start: startIteration, end }
  }
  throw new RangeError(
    `${where}: got start iteration ${startIteration}, expected 0 to ${total - 1}: there are ${total} iterations`,
  )
}

/**
 * Refuses feature names that occur twice: columns are found by name.
 * @throws Error with both places.
 */
export function refuseRepeatedNames(names: readonly string[], where: string): void {
  const places = new Map<string, number>()
  names.forEach((name, j) => {
    if (places.has(name))
      throw new Error(
        `${where}: feature name "${name}" stands at ${places.get(name)} and ${j}, expected different names`,
      )
    places.set(name, j)
  })
}
