import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis } from "./axis.js"
import { effect, plain, shortened } from "./format.js"
import type { Plot } from "./plot.js"
import type { RowParts, Step } from "./waterfall.js"

/** Parts below this share of all pushing get no label, as shap's `contribution_threshold`. */
const LABELLED = 0.05
const BAND = 26
const TOP = 56

/** Where a label stands. */
interface Room {
  readonly lane: number
  readonly x: number
  readonly size: number
}

interface Block extends Step {
  readonly from: number
  readonly to: number
}

/** The pushes of one row against each other: those up end at f(x) from the left, those down from the right. */
export const forcePlot: Plot<RowParts> = {
  heading: ({ name }) => `Forces on ${name}`,
  summary: ({ name, steps, margin }) => {
    const up = steps.filter(({ shap }) => shap > 0).reduce((sum, { shap }) => sum + shap, 0)
    const down = steps.filter(({ shap }) => shap < 0).reduce((sum, { shap }) => sum + shap, 0)
    return `${name}: pushes up of ${effect(up)} meet pushes down of ${effect(down)} at ${plain(margin)}.`
  },
  definition: () => "SHAP values of one row, largest next to f(x); parts under 5 % of all pushing carry no label",
  table: ({ steps }) => ({
    columns: ["feature", "value", "SHAP"],
    rows: steps.map(({ feature, value, shap }) => [feature, value, shap]),
  }),
  draw: ({ steps, base, margin }, width) => {
    const [up, down] = [blocks(steps, margin, 1), blocks(steps, margin, -1)]
    const ends = [...up, ...down].flatMap(({ from, to }) => [from, to])
    const x = scaleLinear([Math.min(...ends, base, margin), Math.max(...ends, base, margin)], [16, width - 16])
    const total = steps.reduce((sum, { shap }) => sum + Math.abs(shap), 0)
    const taken: Room[] = []
    const height = TOP + BAND + 92
    return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
      <text class="quiet small" text-anchor="end" x=${Math.max(90, x(margin) - 46)} y="12">higher \u2192</text>
      <text class="end" x=${clamp(x(margin), width)} y="30">f(x) = ${plain(margin)}</text>
      <text class="quiet small" x=${Math.min(width - 90, x(margin) + 46)} y="12">\u2190 lower</text>
      <line class="guide" x1=${x(margin)} x2=${x(margin)} y1="38" y2=${TOP + BAND} />
      ${[...up, ...down].map((block) => draw(block, x, total, taken, width))}
      <line class="guide" x1=${x(base)} x2=${x(base)} y1=${TOP - 8} y2=${TOP + BAND + 44} />
      ${bottomAxis(x, TOP + BAND + 44, `model output value; base value ${plain(base)} dashed`)}
    </svg>`
  },
}

/** Side by side from f(x) outward, the largest first. */
function blocks(steps: readonly Step[], margin: number, sign: 1 | -1): Block[] {
  let at = margin
  return steps
    .filter(({ shap }) => shap * sign > 0)
    .sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap))
    .map((step) => {
      const to = at
      at -= step.shap
      return { ...step, from: at, to }
    })
}

function draw(
  { feature, value, shap, from, to }: Block,
  x: (value: number) => number,
  total: number,
  taken: Room[],
  width: number,
): SVGTemplateResult {
  const up = shap > 0
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))]
  const head = Math.min(7, right - left)
  const [a, b] = up ? [left, right] : [right, left]
  const point = up ? head : -head
  const text = shortened(`${feature} = ${value}`, 24)
  const lane =
    Math.abs(shap) / total > LABELLED ? roomFor(taken, (left + right) / 2, text.length * 6.3, width) : undefined
  return svg`<g class=${up ? "up" : "down"} data-mark="${feature} = ${value}: ${effect(shap)}">
    <path d="M${a} ${TOP} L${b - point} ${TOP} L${b} ${TOP + BAND / 2} L${b - point} ${TOP + BAND} L${a} ${TOP + BAND} L${a + point} ${TOP + BAND / 2} Z" />
    ${lane ? svg`<text class="middle small" x=${lane.x} y=${TOP + BAND + 12 + lane.lane * 15}>${text}</text>` : ""}
  </g>`
}

/** The first of two lines below where a label does not run into another; none when both are full. */
function roomFor(taken: Room[], middle: number, size: number, width: number): Room | undefined {
  const x = Math.max(size / 2, Math.min(width - size / 2, middle))
  const free = [0, 1].find(
    (lane) => !taken.some((each) => each.lane === lane && Math.abs(each.x - x) < (each.size + size) / 2 + 8),
  )
  if (free === undefined) return undefined
  const room = { lane: free, x, size }
  taken.push(room)
  return room
}

function clamp(x: number, width: number): number {
  return Math.max(50, Math.min(width - 50, x))
}
