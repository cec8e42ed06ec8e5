import { mulberry32 } from "../data/mulberry32.js"

/**
 * One random order of rows for each repeat, all features sharing it as in scikit-learn. With `blocks` (a key a row)
 * rows change places with rows of the same key only. The same seed gives the same orders everywhere. Yields after each.
 */
export function* rowOrders(
  rows: number,
  repeats: number,
  seed: number,
  blocks?: ArrayLike<unknown>,
): Generator<number, Uint32Array[]> {
  const random = mulberry32(seed)
  const places = blocks && rowsByKey(blocks)
  const orders: Uint32Array[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const order = Uint32Array.from({ length: rows }, (_, row) => row)
    if (places) for (const own of places) shuffle(order, own, random)
    else shuffle(order, order.slice(), random)
    orders.push(order)
    yield repeat
  }
  return orders
}

/** The rows of each key, keys in the order in which they come. */
function rowsByKey(keys: ArrayLike<unknown>): number[][] {
  const found = new Map<unknown, number[]>()
  for (let row = 0; row < keys.length; row++) {
    const own = found.get(keys[row])
    if (own) own.push(row)
    else found.set(keys[row], [row])
  }
  return [...found.values()]
}

/** Fisher and Yates: every order of the rows at `places` is as likely. */
function shuffle(order: Uint32Array, places: ArrayLike<number>, random: () => number): void {
  for (let i = places.length - 1; i > 0; i--) {
    const [a, b] = [places[i]!, places[Math.floor(random() * (i + 1))]!]
    const row = order[a]!
    order[a] = order[b]!
    order[b] = row
  }
}
