// The SHAP values of one leaf for every pattern of its path's features, under the covers. With z the cover ratio of a
// feature and o its bit of the pattern,
//
//   phi_i = v (o_i - z_i) * integral over t of prod_{j != i} u_j(t),             u_j(t) = o_j t + z_j (1 - t)
//   phi_ij = v (o_i - z_i) (o_j - z_j) / 2 * integral of prod_{l != i, j} u_l(t)
//
// The integral has one value for each pattern of the other features: products over the features before i, and over
// those after it, are tabulated once and meet in a dot product over the quadrature points.
import { F64s } from "../memory"
import { Leaf } from "./leaf"

/** Writes the columns of every feature, and in a table of pairs of every pair. */
export function fillFromCovers(leaf: Leaf): void {
  tabulateSuffixes(leaf)
  const points = leaf.points
  for (let m = 0; m < points; m++) leaf.prefixes[m << leaf.features] = leaf.weights[m]
  for (let i = 0; i < leaf.features; i++) {
    meet(leaf, i)
    for (let j = i + 1; j < leaf.features; j++) {
      if (leaf.pairOf(i, j)) meetPair(leaf, i, j)
    }
    extend(leaf, leaf.prefixes, i, i)
  }
}

/** Products over the features after i, for each of their patterns: see `suffix`. */
function tabulateSuffixes(leaf: Leaf): void {
  const k = leaf.features
  for (let m = 0; m < leaf.points; m++) suffix(leaf, k - 1, m)[0] = 1
  for (let i = k - 1; i > 0; i--) {
    const size = 1 << (k - 1 - i)
    for (let m = 0; m < leaf.points; m++) {
      const from = suffix(leaf, i, m)
      const to = suffix(leaf, i - 1, m)
      const missed = leaf.missed(i, m)
      const met = leaf.met(i, m)
      for (let lo = 0; lo < size; lo++) {
        to[lo] = missed * from[lo]
        to[size + lo] = met * from[lo]
      }
    }
  }
}

/** 2^(k - 1 - i) products; those of all i lie behind each other, the longest last. */
function suffix(leaf: Leaf, i: i32, m: i32): F64s {
  return leaf.suffixes.from((m << leaf.features) + (1 << (leaf.features - 1 - i)))
}

/** Multiplies feature j into products over `bits` features: each becomes two. */
function extend(leaf: Leaf, products: F64s, j: i32, bits: i32): void {
  for (let m = 0; m < leaf.points; m++) {
    const own = products.from(m << leaf.features)
    const missed = leaf.missed(j, m)
    const met = leaf.met(j, m)
    for (let p = (1 << bits) - 1; p >= 0; p--) {
      const product = own[p]
      own[2 * p] = missed * product
      own[2 * p + 1] = met * product
    }
  }
}

function meet(leaf: Leaf, i: i32): void {
  const k = leaf.features
  const out = leaf.columnOf(i)
  const size = 1 << (k - 1 - i)
  const cold = -leaf.value * leaf.ratios[i]
  const hot = leaf.value * (1 - leaf.ratios[i])
  for (let hi = 0; hi < 1 << i; hi++) {
    const row = out.from(hi << (k - i))
    dots(leaf, leaf.prefixes, hi, i, row, size)
    for (let lo = 0; lo < size; lo++) {
      const sum = row[lo]
      row[lo] = cold * sum
      row[size + lo] = hot * sum
    }
  }
}

/** For each pattern lo after feature i, the sum over the points of product hi times suffix lo. */
function dots(leaf: Leaf, products: F64s, hi: i32, i: i32, out: F64s, size: i32): void {
  const features = leaf.features
  if (size == 1) {
    let sum: f64 = 0
    for (let m = 0; m < leaf.points; m++) sum += products[(m << features) + hi]
    out[0] = sum
    return
  }
  for (let lo = 0; lo < size; lo += 2) {
    let sum = f64x2.splat(0)
    for (let m = 0; m < leaf.points; m++) {
      const own = f64x2.splat(products[(m << features) + hi])
      sum = f64x2.add(sum, f64x2.mul(own, v128.load(changetype<usize>(suffix(leaf, i, m).from(lo)))))
    }
    v128.store(changetype<usize>(out.from(lo)), sum)
  }
}

/** The pair i < j: products over the features before j without i meet the suffixes of j. */
function meetPair(leaf: Leaf, i: i32, j: i32): void {
  const k = leaf.features
  const out = changetype<F64s>(leaf.pairOf(i, j))
  if (j == i + 1) copyPrefixes(leaf, i)
  else extend(leaf, leaf.middles, j - 1, j - 2)
  const size = 1 << (k - 1 - j)
  const zi = leaf.ratios[i]
  const zj = leaf.ratios[j]
  const half = leaf.value / 2
  const between = j - 1 - i
  for (let p = 0; p < 1 << (j - 1); p++) {
    const hi = p >> between
    const mid = p & ((1 << between) - 1)
    const row = out.from((((hi << 1) << between) | mid) << (k - j))
    dots(leaf, leaf.middles, p, j, row, size)
    const step = 1 << (k - 1 - i)
    for (let lo = 0; lo < size; lo++) {
      const sum = half * row[lo]
      row[lo] = zi * zj * sum
      row[size + lo] = -zi * (1 - zj) * sum
      row[step + lo] = -(1 - zi) * zj * sum
      row[step + size + lo] = (1 - zi) * (1 - zj) * sum
    }
  }
}

function copyPrefixes(leaf: Leaf, i: i32): void {
  for (let m = 0; m < leaf.points; m++) {
    const at = (<usize>(m << leaf.features)) << 3
    memory.copy(changetype<usize>(leaf.middles) + at, changetype<usize>(leaf.prefixes) + at, (<usize>(1 << i)) << 3)
  }
}
