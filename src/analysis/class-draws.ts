import type { ClassCounts } from "../kernels/metrics/class-counts.js"
import { descendingOrder } from "../kernels/metrics/descending-order.js"

/** Rows that were drawn, by the row of the scores: its class, and how often it was drawn (or what that weighs). */
export interface ClassDraw {
  readonly labels: Uint32Array
  readonly weights: Float64Array
}

/**
 * Metrics of several classes on draws of the same rows. What is the same in every draw is made once: the order of each
 * column's scores, the largest score and the logarithm of each row. A metric is then one pass over the rows; it is the
 * metric of the drawn rows up to rounding.
 */
export class ClassDraws {
  readonly #columns: readonly Float64Array[]
  #ranked: Ranked[] | undefined
  #largest: Uint32Array | undefined
  #losses: Float64Array[] | undefined

  /** @param columns finite scores, a column a class. */
  constructor(columns: readonly Float64Array[]) {
    this.#columns = columns
  }

  /** @param at which row of the scores each drawn row has; its class is that of every other draw of this row. */
  draw(classes: Float64Array, at: Float64Array, weights: Float64Array | undefined): ClassDraw {
    const rows = this.#columns[0]!.length
    const drawn = { labels: new Uint32Array(rows), weights: new Float64Array(rows) }
    for (let i = 0; i < at.length; i++) {
      const row = at[i]!
      drawn.labels[row] = classes[i]!
      drawn.weights[row]! += weights ? weights[i]! : 1
    }
    if (drawn.weights.some((each) => each !== 0)) return drawn
    throw new RangeError("got rows whose weights are all 0, expected at least one other")
  }

  /** The mean AUC of each class against the rest; NaN where one is absent. */
  aucOfEach(draw: ClassDraw, average: "macro" | "weighted"): number {
    const { above, totals } = this.#pairs(draw)
    const all = totals.reduce((sum, each) => sum + each, 0)
    const areas = above.map((row, a) => {
      const wins = row.reduce((sum, each) => sum + each, 0)
      return wins / (totals[a]! * (all - totals[a]!))
    })
    const shares = totals.map((each) => (average === "macro" ? 1 / totals.length : each / all))
    return areas.reduce((sum, area, a) => sum + area * shares[a]!, 0)
  }

  /** The mean AUC of each pair of classes; NaN where one is absent. */
  aucOfPairs(draw: ClassDraw): number {
    const { above, totals } = this.#pairs(draw)
    const areas = above.flatMap((row, a) =>
      row.slice(a + 1).map((wins, offset) => {
        const b = a + 1 + offset
        return (wins + above[b]![a]!) / (2 * totals[a]! * totals[b]!)
      }),
    )
    return areas.reduce((sum, area) => sum + area, 0) / areas.length
  }

  /** The mean of -log(probability of the class), clipped as `logLoss` does. */
  logLoss({ labels, weights }: ClassDraw): number {
    this.#losses ??= this.#columns.map((column) => column.map(lossOf))
    const losses = this.#losses
    let sum = 0
    let total = 0
    for (let row = 0; row < labels.length; row++) {
      sum += weights[row]! * losses[labels[row]!]![row]!
      total += weights[row]!
    }
    return sum / total
  }

  /** Weight by class and predicted class. */
  counts({ labels, weights }: ClassDraw): ClassCounts {
    this.#largest ??= largestOf(this.#columns)
    const largest = this.#largest
    const width = this.#columns.length
    const cells = new Float64Array(width * width)
    for (let row = 0; row < labels.length; row++) cells[labels[row]! * width + largest[row]!]! += weights[row]!
    const matrix = this.#columns.map((_, k) => [...cells.subarray(k * width, (k + 1) * width)])
    return { classes: [...this.#columns.keys()], matrix }
  }

  /** For each class, by its own scores, the weight of pairs in which its row is above one of each other class. */
  #pairs(draw: ClassDraw): { above: number[][]; totals: number[] } {
    this.#ranked ??= this.#columns.map(rankedOf)
    const totals = this.#columns.map(() => 0)
    for (let row = 0; row < draw.labels.length; row++) totals[draw.labels[row]!]! += draw.weights[row]!
    return { above: this.#ranked.map((ranked, k) => [...pairsAbove(ranked, draw, k, totals.length)]), totals }
  }
}

interface Ranked {
  /** Rows by descending score. */
  readonly order: Uint32Array
  /** 1 where the next row has the same score. */
  readonly tied: Uint8Array
}

function rankedOf(scores: Float64Array): Ranked {
  const order = descendingOrder(scores)
  return { order, tied: Uint8Array.from(order, (row, i) => Number(scores[row] === scores[order[i + 1]!])) }
}

/** Ties count one half. The entry of the class itself stays 0. */
function pairsAbove({ order, tied }: Ranked, { labels, weights }: ClassDraw, own: number, width: number): Float64Array {
  const pairs = new Float64Array(width)
  let above = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    const label = labels[row]!
    if (tied[i] === 1) {
      // all rows of one score: those of the class first
      let same = 0
      let end = i
      while (tied[end] === 1) end++
      for (let j = i; j <= end; j++) if (labels[order[j]!] === own) same += weights[order[j]!]!
      for (let j = i; j <= end; j++) {
        const other = labels[order[j]!]!
        if (other !== own) pairs[other]! += weights[order[j]!]! * (above + 0.5 * same)
      }
      above += same
      i = end
    } else if (label === own) above += weights[row]!
    else pairs[label]! += weights[row]! * above
  }
  return pairs
}

function largestOf(columns: readonly Float64Array[]): Uint32Array {
  return Uint32Array.from(columns[0]!, (_, row) => {
    let best = 0
    for (let k = 1; k < columns.length; k++) if (columns[k]![row]! > columns[best]![row]!) best = k
    return best
  })
}

function lossOf(value: number): number {
  return -Math.log(Math.min(Math.max(value, Number.EPSILON), 1 - Number.EPSILON))
}
