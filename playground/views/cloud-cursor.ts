import type { CloudAxis, CloudData } from "../plots/cloud.js"
import { type Move, walkTo } from "../plots/walk.js"
import type { ChartCursor } from "./chart-cursor.js"

/** What a cursor asks of its cloud. */
export interface CloudHost {
  readonly data: CloudData | undefined
  at: number | undefined
  textOf(point: number): string
  choose(point: number): void
}

const alongX: Readonly<Record<string, Move>> = {
  ...{ ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" },
  ...{ PageDown: "leap", PageUp: "leap back" },
}
const alongY: Readonly<Record<string, Move>> = { ArrowUp: "next", ArrowDown: "back" }

/** Goes from point to point: left and right in the order of x, up and down in that of y. */
export class CloudCursor implements ChartCursor {
  readonly keys: string = "Left and right walk through the points by x, up and down by y; Enter selects the point."
  readonly #host: CloudHost

  constructor(host: CloudHost) {
    this.#host = host
  }

  go(key: string): string | undefined {
    const { data, at } = this.#host
    const move = alongX[key] ?? alongY[key]
    if (!data || !move) return undefined
    const [x, y] = [placeOn(data.x), (point: number) => data.y.values[point]!]
    // What has no x stands on the left edge; what has no y is not drawn.
    const drawn = (point: number) => (Number.isNaN(y(point)) ? Number.NaN : x(point))
    const [key1, tie] = alongX[key] ? [drawn, y] : [y, x]
    const found = walkTo({ count: data.x.values.length, key: key1, tie }, at, move)
    if (found === undefined) return undefined
    this.#host.at = found
    return this.#host.textOf(found)
  }

  take(): boolean {
    const { at } = this.#host
    if (at !== undefined) this.#host.choose(at)
    return at !== undefined
  }

  leave(): void {
    this.#host.at = undefined
  }
}

function placeOn({ values }: CloudAxis): (point: number) => number {
  return (point) => (Number.isNaN(values[point]!) ? Number.NEGATIVE_INFINITY : values[point]!)
}
