/**
 * The categories of each feature, from the `pandas_categorical:` line that LightGBM's Python package appends: one list
 * for each categorical column of the training frame, in the frame's order.
 */
export function lightgbmCategories(tail: readonly string[], features: number, where: string): Map<number, string[]> {
  const lists = pandasLists(tail, where)
  const columns = categoricalColumns(tail)
  if (lists.length !== columns.length) return new Map()
  return new Map(lists.map((list, i) => [columns[i]!, list] as const).filter(([column]) => column < features))
}

function pandasLists(tail: readonly string[], where: string): string[][] {
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

/** The columns that training was told are categorical; single-level ones are among them although no split uses them. */
function categoricalColumns(tail: readonly string[]): number[] {
  const line = tail.find((each) => /^\[categorical_(feature|column): /.test(each))
  const listed = line?.slice(line.indexOf(":") + 1, -1) ?? ""
  return listed
    .split(",")
    .filter((word) => word.trim() !== "")
    .map(Number)
    .sort((a, b) => a - b)
}
