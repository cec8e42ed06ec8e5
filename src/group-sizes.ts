import { cellsOf } from "./cells-of.js"
import type { Table } from "./data/table.js"
import type { Cells } from "./engine-calls.js"

/** Sizes as they are, or those of the runs of equal keys in a column; without the rows that were left out. */
export function groupSizesOf(table: Table, group: Cells, kept: Uint32Array | undefined): Uint32Array {
  const own = typeof group === "string" ? undefined : Array.from(group, Number)
  const bySizes =
    own !== undefined && own.reduce((sum, size) => sum + size, 0) === table.rows && own.length !== table.rows
  const numbers = bySizes ? numbersOfSizes(own, table.rows) : runsOf(cellsOf(table, group, "group"), table)
  const sizes = new Uint32Array((numbers.at(-1) ?? -1) + 1)
  for (const row of kept ?? numbers.keys()) sizes[numbers[row]!]!++
  return sizes.filter((size) => size > 0)
}

function numbersOfSizes(sizes: readonly number[], rows: number): Uint32Array {
  const numbers = new Uint32Array(rows)
  let at = 0
  for (const [group, size] of sizes.entries()) {
    numbers.fill(group, at, at + size)
    at += size
  }
  return numbers
}

/** The number of each row's run. @throws RangeError where a key comes again after another. */
function runsOf(keys: ArrayLike<unknown>, table: Table): Uint32Array {
  const numbers = new Uint32Array(keys.length)
  const seen = new Set<unknown>()
  for (let row = 0; row < keys.length; row++) {
    const again = row > 0 && Object.is(keys[row], keys[row - 1])
    numbers[row] = row === 0 ? 0 : numbers[row - 1]! + (again ? 0 : 1)
    if (again) continue
    if (seen.has(keys[row])) {
      throw new RangeError(
        `${table.name}: group ${String(keys[row])} comes again in row ${row}, expected the rows of a group ` +
          "one after the other: sort the table by its groups",
      )
    }
    seen.add(keys[row])
  }
  return numbers
}
