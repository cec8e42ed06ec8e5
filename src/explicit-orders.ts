import type { PermutationRequest } from "./kernels/permutation-request.js"

/** A permutation for each repeat, shared by all features; or such a list for each feature. */
export type Permutations = readonly ArrayLike<number>[] | readonly (readonly ArrayLike<number>[])[]

/** @throws RangeError where a list is no permutation of the rows, or the lists are too few. */
export function explicitOrders(permutations: Permutations, units: number, rows: number): PermutationRequest["orders"] {
  const first = permutations[0]
  if (first === undefined || first.length === 0) throw new RangeError("got no permutations, expected one a repeat")
  if (typeof first[0] === "number") {
    return (permutations as readonly ArrayLike<number>[]).map((order, r) => checked(order, rows, `permutations[${r}]`))
  }
  const lists = permutations as readonly (readonly ArrayLike<number>[])[]
  if (lists.length !== units) {
    throw new RangeError(`got permutations of ${lists.length} features, expected one list for each of ${units}`)
  }
  return lists.map((own, j) => {
    if (own.length !== first.length) {
      throw new RangeError(`got ${own.length} permutations of feature ${j}, expected ${first.length} as of the first`)
    }
    return own.map((order, r) => checked(order, rows, `permutations[${j}][${r}]`))
  })
}

function checked(order: ArrayLike<number>, rows: number, where: string): Uint32Array {
  const seen = new Uint8Array(rows)
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    if (!(Number.isInteger(row) && row >= 0 && row < rows) || seen[row]) {
      const got = seen[row] ? `row ${row} twice` : `row ${row}`
      throw new RangeError(`${where}: got ${got}, expected each number from 0 to ${rows - 1} once`)
    }
    seen[row] = 1
  }
  if (order.length === rows) return Uint32Array.from(order)
  throw new RangeError(`${where}: got ${order.length} row numbers, expected ${rows}, one for each row with a target`)
}
