/** Points in an order: by a key, those of the same key by a second one, then by their place. */
export interface OrderedPoints {
  readonly count: number
  /** NaN for a point that is not drawn. */
  readonly key: (point: number) => number
  readonly tie?: (point: number) => number
}

/** Where a key of the keyboard leads along a line of points. */
export type Move = "next" | "back" | "first" | "last" | "leap" | "leap back"

/** The share of all keys that a leap goes on by. */
const LEAP = 1 / 20

/**
 * The point that a move leads to. One after the other goes round; leaps stay at the end. Every move looks at all
 * points once: nothing is sorted, and a million of them answer while a key is held.
 * @param at undefined: the walk begins, at the first point, or at the last one for a way back.
 */
export function walkTo(points: OrderedPoints, at: number | undefined, move: Move): number | undefined {
  const way = move === "back" || move === "leap back" || move === "last" ? -1 : 1
  const [first, last] = [() => farthest(points, 1), () => farthest(points, -1)]
  if (move === "first" || move === "last" || at === undefined) return way > 0 ? first() : last()
  if (move === "next") return farthest(points, 1, (i) => isBefore(points, at, i)) ?? first()
  if (move === "back") return farthest(points, -1, (i) => isBefore(points, i, at)) ?? last()
  const [own, far] = [points.key(at), way * LEAP * spanOf(points)]
  const beyond = (i: number) => (points.key(i) - own) * way > 0 && (points.key(i) - own - far) * way >= 0
  return farthest(points, way, beyond) ?? (way > 0 ? last() : first())
}

/** The first of all points that count, or the last. */
function farthest(
  points: OrderedPoints,
  way: 1 | -1,
  counts: (point: number) => boolean = () => true,
): number | undefined {
  let found: number | undefined
  for (let i = 0; i < points.count; i++) {
    if (Number.isNaN(points.key(i)) || !counts(i)) continue
    if (found === undefined || (way > 0 ? isBefore(points, i, found) : isBefore(points, found, i))) found = i
  }
  return found
}

function isBefore({ key, tie = () => 0 }: OrderedPoints, a: number, b: number): boolean {
  const [x, y] = [key(a), key(b)]
  if (x !== y) return x < y
  const [u, v] = [tie(a), tie(b)]
  return u === v ? a < b : u < v
}

function spanOf({ count, key }: OrderedPoints): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < count; i++) {
    const each = key(i)
    if (each < low && each !== Number.NEGATIVE_INFINITY) low = each
    if (each > high && each !== Number.POSITIVE_INFINITY) high = each
  }
  return high > low ? high - low : 0
}
