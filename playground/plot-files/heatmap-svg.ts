import { type SVGTemplateResult, svg } from "lit"
import { plain } from "../plots/format.js"
import { divergingOf } from "../plots/palette.js"
import { HEAT_ROW, type HeatmapData, heatmapAxes, heatmapBox, heatmapLimit } from "../plots/shap-heatmap.js"
import { legend } from "./legend.js"

/** Columns of a heatmap that a file holds at most. */
export const HEATMAP_COLUMNS = 400
const HEAD = 22

/** A heatmap as shapes: of many rows every k-th, in their order. */
export function drawHeatmapShapes(all: HeatmapData, width: number): SVGTemplateResult {
  const data = thinned(all)
  const box = heatmapBox(data, width)
  const palette = divergingOf("shap", false)
  const limit = heatmapLimit(data.lines.map(({ values }) => values))
  const size = box.width / Math.max(1, data.margins.length)
  return svg`<svg viewBox="0 0 ${width} ${HEAD + box.y + box.height + 28}">
    ${legend("SHAP value", `\u2212${plain(limit)}`, `+${plain(limit)}`, palette, box.x)}
    <g transform="translate(0 ${HEAD})">
      ${data.lines.map(({ values }, j) =>
        Array.from(
          values,
          (value, i) =>
            svg`<rect x=${(box.x + i * size).toFixed(2)} y=${box.y + j * HEAT_ROW} width=${(size + 0.3).toFixed(2)} height=${HEAT_ROW} fill=${palette.css((value / limit + 1) / 2)} />`,
        ),
      )}
      ${heatmapAxes(data, width)}
    </g>
  </svg>`
}

function thinned(data: HeatmapData): HeatmapData {
  const rows = data.margins.length
  if (rows <= HEATMAP_COLUMNS) return data
  const kept = Array.from({ length: HEATMAP_COLUMNS }, (_, i) => Math.floor((i * rows) / HEATMAP_COLUMNS))
  const take = (values: ArrayLike<number>) => Float64Array.from(kept, (row) => values[row]!)
  return {
    ...data,
    lines: data.lines.map((each) => ({ ...each, values: take(each.values) })),
    margins: take(data.margins),
    ids: take(data.ids),
  }
}
