import { metrics } from "../../../dist/index.js"
import { random } from "../../random.js"

const [DATES, SIZE] = [1000, 500]

/** The rank IC of 1,000 dates of 500 rows. */
export async function rankIc() {
  const next = random(19)
  const scores = Float64Array.from({ length: DATES * SIZE }, () => next())
  const outcomes = scores.map((score) => score + 5 * next())
  const dates = Float64Array.from(scores, (_, row) => row % DATES)
  const compute = () => metrics.rankIc(scores, outcomes, dates).mean
  const oneByOne = () => {
    let sum = 0
    for (let date = 0; date < DATES; date++) {
      const own = (values) => Float64Array.from({ length: SIZE }, (_, i) => values[i * DATES + date])
      sum += metrics.spearman(own(scores), own(outcomes))
    }
    return sum / DATES
  }
  return {
    name: "rankIc: 1,000 dates of 500",
    check: async () => Math.abs(compute() - oneByOne()),
    tolerance: 1e-12,
    ours: { "all dates in one call": compute },
    rivals: { "spearman date by date": oneByOne },
  }
}
