/**
 * The lists of the `pandas_categorical:` line that LightGBM's Python package appends: one for each column of the
 * training frame with a category type, in the frame's order. Which columns those were, the file does not say.
 */
export function pandasCategories(tail: readonly string[], where: string): string[][] {
  const prefix = "pandas_categorical:"
  const line = tail.findLast((each) => each.startsWith(prefix))
  if (line === undefined) return []
  try {
    const lists: unknown[][] = JSON.parse(line.slice(prefix.length)) ?? []
    return lists.map((list) => list.map(String))
  } catch (cause) {
    throw new Error(`${where}: the pandas_categorical line is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** The columns that training was told are categorical (LightGBM 4 names them; older files leave them out). */
export function categoricalColumns(tail: readonly string[]): number[] {
  const line = tail.find((each) => each.startsWith("[categorical_feature: "))
  const listed = line?.slice(line.indexOf(":") + 1, -1) ?? ""
  return listed
    .split(",")
    .filter((word) => word.trim() !== "")
    .map(Number)
    .sort((a, b) => a - b)
}
