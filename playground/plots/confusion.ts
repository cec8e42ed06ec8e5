import { svg } from "lit"
import { percent, shortened, whole } from "./format.js"
import type { Palette } from "./palette.js"
import type { Plot, PlotData } from "./plot.js"

/** How often each class was predicted as each. */
export interface ConfusionData extends PlotData {
  readonly labels: readonly string[]
  /** [actual][predicted] rows, or weights. */
  readonly counts: readonly (readonly number[])[]
  readonly palette?: Palette
}

const TOP = 46
const SIZE = 74

/** Actual classes down, predicted across; shades are shares of the actual class. */
export const confusionPlot: Plot<ConfusionData> = {
  heading: () => "Confusion matrix",
  summary: ({ counts }) => {
    const all = counts.flat().reduce((sum, count) => sum + count, 0)
    const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
    return `${whole(right)} of ${whole(all)} rows are right: ${percent(right / Math.max(1, all))}.`
  },
  definition: () => "rows by actual and predicted class; per cent are of the actual class",
  table: ({ labels, counts }) => ({
    columns: ["actual", ...labels.map((label) => `predicted ${label}`)],
    rows: counts.map((row, i) => [labels[i]!, ...row]),
  }),
  draw: ({ labels, counts, palette }, width) => {
    const left = Math.min(110, width * 0.3)
    const size = Math.max(34, Math.min(SIZE * 1.6, (width - left - 8) / labels.length))
    const cell = Math.min(size, SIZE)
    const height = TOP + labels.length * cell + 6
    return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
      <text class="quiet small middle" x=${left + (labels.length * size) / 2} y="8">predicted</text>
      <text class="quiet small name" x=${left - 8} y=${TOP - 14}>actual</text>
      ${labels.map(
        (label, i) => svg`
          <text class="middle" x=${left + (i + 0.5) * size} y=${TOP - 14}>${shortened(label, Math.floor(size / 6.6))}</text>
          <text class="name" x=${left - 8} y=${TOP + (i + 0.5) * cell}>${shortened(label, Math.floor(left / 7.2))}</text>`,
      )}
      ${counts.map((row, i) => {
        const all = row.reduce((sum, count) => sum + count, 0)
        return row.map((count, j) => {
          const share = all > 0 ? count / all : 0
          const [x, y] = [left + j * size, TOP + i * cell]
          return svg`<g data-mark="actual ${labels[i]}, predicted ${labels[j]}: ${whole(count)} (${percent(share)})">
            <rect x=${x + 1} y=${y + 1} width=${size - 2} height=${cell - 2} rx="3" fill=${palette?.css(share * 0.42) ?? "none"} stroke=${i === j ? "var(--text)" : "var(--line)"} />
            <text class="middle" x=${x + size / 2} y=${y + cell / 2 - (cell > 44 ? 9 : 0)} font-weight="600">${whole(count)}</text>
            ${cell > 44 ? svg`<text class="middle small quiet" x=${x + size / 2} y=${y + cell / 2 + 10}>${percent(share)}</text>` : ""}
          </g>`
        })
      })}
    </svg>`
  },
}
