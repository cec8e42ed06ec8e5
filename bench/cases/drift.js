import { drift } from "../../dist/index.js"
import { makeTable } from "../data.js"

/** Every column of two tables is sorted once: PSI and KS are exact. */
export function driftOfColumns() {
  const features = 50
  const [reference, current] = [makeTable(200_000, features), makeTable(150_000, features)]
  const result = () => drift(reference, current)
  return {
    name: "drift: 200,000 and 150,000 rows x 50 columns",
    check: () => Math.max(...drift(reference, reference).columns.map(({ psi, ks }) => Math.max(psi, ks))),
    tolerance: 0,
    ours: { "PSI and KS": result },
    rivals: {
      "sorting alone": () =>
        [reference, current].map(({ columns }) => columns.map(({ values }) => values.slice().sort())),
    },
  }
}
