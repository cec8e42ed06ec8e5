// What Shapley's and Banzhaf's weights give one of `a` features that all have to be in a coalition when `b` have to be
// out of it: (a - 1)! b! / (a + b)!, or 2^(1 - a - b).
import { F64s, reserve } from "../memory"
import { WORD_BITS } from "./words"

/** Numbers a row of the table: counts go up to the bits of a word. */
export const SHARES: i32 = WORD_BITS + 1

/** A table of them at a * SHARES + b. */
export function tabulateShares(banzhaf: bool): F64s {
  const shares = changetype<F64s>(reserve((SHARES * SHARES) << 3))
  for (let a = 1; a < SHARES; a++) {
    shares[a * SHARES] = banzhaf ? 2 ** -(<f64>(a - 1)) : 1 / <f64>a
    for (let b = 1; b < SHARES; b++) {
      const factor = banzhaf ? 0.5 : <f64>b / <f64>(a + b)
      shares[a * SHARES + b] = shares[a * SHARES + b - 1] * factor
    }
  }
  return shares
}
