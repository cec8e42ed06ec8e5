import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis, leftAxis } from "./axis.js"
import { CLOUD_MARGIN, type CloudAxis, type CloudData, type CloudScales, histogramOf } from "./cloud.js"
import { shortened } from "./format.js"

/** What stands around and behind the points of a cloud. */
export function cloudAxes(data: CloudData, { x, y }: CloudScales, width: number, height: number): SVGTemplateResult {
  const { left, right, bottom } = CLOUD_MARGIN
  return svg`
    ${data.histogram && !data.x.categories ? behind(data, x, height - bottom) : ""}
    ${leftAxis(y, left, width - right, data.y.label)}
    ${data.guide === "zero" ? svg`<line class="zero" x1=${left} x2=${width - right} y1=${y(0)} y2=${y(0)} />` : ""}
    ${data.guide === "diagonal" ? diagonal(x, y) : ""}
    ${data.x.categories ? categoryAxis(data.x, x, height - bottom) : bottomAxis(x, height - bottom, data.x.label)}`
}

function diagonal(x: CloudScales["x"], y: CloudScales["y"]): SVGTemplateResult {
  const [from = 0, to = 1] = x.domain()
  return svg`<line class="chance" x1=${x(from)} y1=${y(from)} x2=${x(to)} y2=${y(to)} />`
}

/** As many names of categories as fit below the axis. */
function categoryAxis({ label, categories = [] }: CloudAxis, x: CloudScales["x"], at: number): SVGTemplateResult {
  const [from = 0, to = 0] = x.range()
  const gap = (to - from) / categories.length
  const every = Math.ceil(44 / gap)
  const most = Math.max(3, Math.floor((gap * every) / 6.4))
  return svg`<g class="axis" transform="translate(0 ${at})">
    <line x1=${from} x2=${to} y1="0" y2="0" />
    ${categories.map((name, i) =>
      i % every === 0
        ? svg`<g transform="translate(${x(i)} 0)"><line y2="4" /><text y="15">${shortened(name, most)}</text></g>`
        : "",
    )}
    <text class="label" x=${(from + to) / 2} y="34">${label}</text>
  </g>`
}

/** The bars' full height is the most frequent bin. */
function behind({ x: axis }: CloudData, x: CloudScales["x"], at: number): SVGTemplateResult {
  const [from = 0, to = 1] = x.domain()
  const counts = histogramOf(axis.values, [from, to])
  const most = Math.max(...counts, 1)
  const [left, right] = [x(from), x(to)]
  const size = (right - left) / counts.length
  const room = (at - CLOUD_MARGIN.top) * 0.9
  return svg`${[...counts].map(
    (count, i) =>
      svg`<rect class="bar behind" x=${left + i * size} width=${Math.max(0.5, size - 0.5)} y=${at - (count / most) * room} height=${(count / most) * room} />`,
  )}`
}
