// One leaf on its way into a table: its path's features in the order of the path, the first one the highest bit of a
// pattern, and where its columns are to be written.
import { F64s, I32s, release, reserve } from "../memory"
import { MOST_BITS } from "./plan"
import { placePoints, pointsFor } from "./points"

@unmanaged
export class Leaf {
  features: i32
  points: i32
  banzhaf: bool
  value: f64
  /** Cover ratio of each feature. */
  ratios: F64s
  /** Addresses: of each feature's column, and of each pair's (i, j) at MOST_BITS * i + j, 0 for none. */
  columns: I32s
  pairs: I32s
  abscissas: F64s
  weights: F64s
  /** The same for every number of points n, from n * MOST_BITS on. */
  allAbscissas: F64s
  allWeights: F64s
  /** Factors of a feature whose bit is 0, and 1, at each point. */
  factors: F64s
  /** Scratch of points << features numbers each. */
  prefixes: F64s
  middles: F64s
  suffixes: F64s
  constructor() {}

  @inline columnOf(i: i32): F64s {
    return changetype<F64s>(this.columns[i])
  }
  @inline pairOf(i: i32, j: i32): i32 {
    return this.pairs[MOST_BITS * i + j]
  }
  @inline missed(i: i32, m: i32): f64 {
    return this.factors[(i * MOST_BITS + m) * 2]
  }
  @inline met(i: i32, m: i32): f64 {
    return this.factors[(i * MOST_BITS + m) * 2 + 1]
  }
}

/** Scratch for leaves of at most so many features. Free it with `releaseLeaf`. */
export function createLeaf(most: i32, banzhaf: bool): Leaf {
  const leaf = changetype<Leaf>(reserve(offsetof<Leaf>()))
  const size = ((<usize>pointsFor(most, banzhaf)) << most) << 3
  leaf.banzhaf = banzhaf
  leaf.ratios = changetype<F64s>(reserve(MOST_BITS << 3))
  leaf.columns = changetype<I32s>(reserve(MOST_BITS << 2))
  leaf.pairs = changetype<I32s>(reserve((MOST_BITS * MOST_BITS) << 2))
  leaf.allAbscissas = changetype<F64s>(reserve((MOST_BITS * MOST_BITS) << 3))
  leaf.allWeights = changetype<F64s>(reserve((MOST_BITS * MOST_BITS) << 3))
  for (let n = 1; n <= pointsFor(most, banzhaf); n++) {
    placePoints(n, banzhaf, leaf.allAbscissas.from(n * MOST_BITS), leaf.allWeights.from(n * MOST_BITS))
  }
  memory.fill(changetype<usize>(leaf.pairs), 0, (MOST_BITS * MOST_BITS) << 2)
  leaf.factors = changetype<F64s>(reserve((MOST_BITS * MOST_BITS) << 4))
  leaf.prefixes = changetype<F64s>(reserve(size))
  leaf.middles = changetype<F64s>(reserve(size))
  leaf.suffixes = changetype<F64s>(reserve(size))
  return leaf
}

export function releaseLeaf(leaf: Leaf): void {
  release(changetype<usize>(leaf.ratios))
  release(changetype<usize>(leaf.columns))
  release(changetype<usize>(leaf.pairs))
  release(changetype<usize>(leaf.allAbscissas))
  release(changetype<usize>(leaf.allWeights))
  release(changetype<usize>(leaf.factors))
  release(changetype<usize>(leaf.prefixes))
  release(changetype<usize>(leaf.middles))
  release(changetype<usize>(leaf.suffixes))
  release(changetype<usize>(leaf))
}

/** Sets the number of features and with it the quadrature. */
export function startLeaf(leaf: Leaf, features: i32): void {
  leaf.features = features
  leaf.points = pointsFor(features, leaf.banzhaf)
  leaf.abscissas = leaf.allAbscissas.from(leaf.points * MOST_BITS)
  leaf.weights = leaf.allWeights.from(leaf.points * MOST_BITS)
}

/** Tabulates a feature's factors from its cover ratio. */
export function setRatio(leaf: Leaf, i: i32, ratio: f64): void {
  leaf.ratios[i] = ratio
  for (let m = 0; m < leaf.points; m++) {
    const t = leaf.abscissas[m]
    const missed = ratio * (1 - t)
    leaf.factors[(i * MOST_BITS + m) * 2] = missed
    leaf.factors[(i * MOST_BITS + m) * 2 + 1] = t + missed
  }
}
