import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { type Explanation, type RankedFeature, sampleRows, type Table, takeRows } from "../../src/index.js"
import { axisLabel, bottomAxis, fitting, nameRoom } from "../plots/axis.js"
import { beeswarmLines, swarmOf } from "../plots/beeswarm-lines.js"
import { coprimeStride } from "../plots/beeswarm-pixels.js"
import { shortened } from "../plots/format.js"
import { paletteOf } from "../plots/palette.js"
import { legend } from "./legend.js"

/** Rows of a beeswarm that a file holds at most: ten dots each. */
export const SWARM_ROWS = 1000
const ROW = 32
const RIGHT = 12
const HEAD = 22

/** A beeswarm as shapes; of more rows a seeded sample. */
export function drawBeeswarmShapes(
  explanation: Explanation,
  ranking: readonly RankedFeature[],
  table: Table,
  output: number,
  width: number,
): SVGTemplateResult {
  const rows = sampleRows(table.rows, SWARM_ROWS)
  const [part, shown] = rows ? [takenRows(explanation, rows), takeRows(table, rows)] : [explanation, table]
  const { lines, range } = beeswarmLines(ranking, part, shown, output)
  const names = nameRoom(width)
  const x = scaleLinear(range, [names + 8, width - RIGHT - 8]).nice()
  const height = lines.length * ROW
  const palette = paletteOf("shap", false)
  return svg`<svg viewBox="0 0 ${width} ${HEAD + height + 44}">
    ${legend("feature value", "low", "high", palette, names)}
    <g transform="translate(0 ${HEAD})">
      ${lines.map(
        ({ name }, i) => svg`
          <line class="row-line" x1=${names} x2=${width - RIGHT} y1=${(i + 0.5) * ROW} y2=${(i + 0.5) * ROW} />
          <text class="name" x=${names - 8} y=${(i + 0.5) * ROW}>${shortened(name, fitting(names))}</text>`,
      )}
      <line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
      ${lines.map((line, i) => dots(swarmOf(line, range), (i + 0.5) * ROW, x, palette.css))}
      ${bottomAxis(x, height, axisLabel(x, "SHAP value", " (impact on model output)"))}
    </g>
  </svg>`
}

function takenRows(explanation: Explanation, rows: Uint32Array): Explanation {
  const values = explanation.values.map((output) =>
    output.map((column) => Float64Array.from(rows, (row) => column[row]!)),
  )
  return { ...explanation, values }
}

/** Missing values lie below the others; a stride through the rows decides who lies on top. */
function dots(
  { values, colors, limits, heights }: ReturnType<typeof swarmOf>,
  middle: number,
  x: (value: number) => number,
  css: (share: number) => string,
): SVGTemplateResult[] {
  const share = (row: number) => {
    if (!colors || !limits) return Number.NaN
    return limits[1] > limits[0] ? (colors[row]! - limits[0]) / (limits[1] - limits[0]) : 0.5 + 0 * colors[row]!
  }
  const stride = coprimeStride(values.length)
  const order = Array.from(values, (_, step) => (step * stride) % values.length)
  const grey = order.filter((row) => Number.isNaN(share(row)))
  const colored = order.filter((row) => !Number.isNaN(share(row)))
  return [...grey, ...colored].map((row) => {
    const fill = Number.isNaN(share(row)) ? "#808080" : css(share(row))
    const y = middle - heights[row]! * 0.42 * ROW
    return svg`<circle cx=${x(values[row]!).toFixed(1)} cy=${y.toFixed(1)} r="2.2" fill=${fill} />`
  })
}
