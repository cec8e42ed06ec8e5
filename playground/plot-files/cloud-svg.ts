import { type SVGTemplateResult, svg } from "lit"
import { sampleRows } from "../../src/index.js"
import { CLOUD_MARGIN, type CloudAxis, type CloudData, cloudScales } from "../plots/cloud.js"
import { cloudAxes } from "../plots/cloud-axes.js"
import { colorLimits } from "../plots/color-limits.js"
import { paletteOf } from "../plots/palette.js"
import { legend } from "./legend.js"

/** Points of a cloud that a file holds at most. */
export const CLOUD_POINTS = 3000
const HEIGHT = 340
const JITTER = 0.6

/** A cloud as shapes in place of pixels; where there are too many points, a seeded sample of them. */
export function drawCloudShapes(data: CloudData, width: number): SVGTemplateResult {
  const scales = cloudScales(data, width, HEIGHT)
  const { x, y, color } = data
  const count = x.values.length
  const points = [...(sampleRows(count, CLOUD_POINTS) ?? Array(count).keys())]
  const limits = color && (color.categories ? ([0, color.categories.length - 1] as const) : colorLimits(color.values))
  const palette = paletteOf("shap", false)
  const fill = (point: number) => {
    if (!color) return "#1e88e5"
    const share = limits && limits[1] > limits[0] ? (color.values[point]! - limits[0]) / (limits[1] - limits[0]) : 0.5
    return Number.isNaN(share) ? "#808080" : palette.css(share)
  }
  const head = color ? 22 : 0
  const names = color?.categories
  const [low, high] = names ? [names[0] ?? "", names.at(-1) ?? ""] : ["low", "high"]
  return svg`<svg viewBox="0 0 ${width} ${HEIGHT + head}">
    ${color ? legend(color.label, low, high, palette, CLOUD_MARGIN.left) : ""}
    <g transform="translate(0 ${head})">${cloudAxes(data, scales, width, HEIGHT)}
    <g opacity=${points.length > 500 ? 0.7 : 1}>${points.map((point) => {
      const at = { x: placed(x, scales.x, point), y: placed(y, scales.y, point) }
      if (Number.isNaN(at.y)) return ""
      const left = Number.isNaN(at.x) ? CLOUD_MARGIN.left + 1 : at.x
      return svg`<circle cx=${left.toFixed(1)} cy=${at.y.toFixed(1)} r="2.5" fill=${fill(point)} />`
    })}</g></g>
  </svg>`
}

function placed({ values, categories }: CloudAxis, scale: (value: number) => number, point: number): number {
  // d3's scales give undefined for what is missing.
  if (Number.isNaN(values[point]!)) return Number.NaN
  if (!categories) return scale(values[point]!)
  const hashed = ((Math.imul(point + 1, 0x9e3779b1) >>> 8) & 0xffff) / 0x10000
  return scale(values[point]! + JITTER * (hashed - 0.5))
}
