import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { fittingName, plain, withInterval } from "./format.js"
import { metricName } from "./metric-names.js"
import type { Plot, PlotData } from "./plot.js"

/** Metrics on the rows of training and of the test. */
export interface TrainTestData extends PlotData {
  readonly sides: readonly {
    readonly metric: string
    readonly train: number
    readonly test: number
    /** 95 % intervals where they are known, and that of test minus training. */
    readonly trainRange?: Range
    readonly testRange?: Range
    readonly gap?: Range
  }[]
  /** What `gap` is made with. */
  readonly level?: number
}

type Range = readonly [low: number, high: number]

const ROW = 30
const TOP = 28

/** A line a metric from training (hollow) to test (filled), on one axis: what lies far apart does not carry over. */
export const trainTestPlot: Plot<TrainTestData> = {
  heading: () => "Training against test",
  summary: ({ sides }) => {
    const first = sides[0]
    return first
      ? `${metricName(first.metric)}: ${plain(first.train)} on training rows, ${plain(first.test)} on test rows${first.gap ? `; test minus training ${withInterval(first.test - first.train, first.gap)}` : ""}.`
      : "No metric is known on both sides."
  },
  definition: ({ sides }) =>
    `the same metric on the rows of training (hollow) and of the test (filled)${sides.some(({ gap }) => gap) ? "; bars are 95 % intervals; the difference has one from both (variance estimates recovery, Zou and Donner 2008), which takes the two sides as independent" : ""}`,
  table: ({ sides }) => ({
    columns: ["metric", "train", "test", "test \u2212 train", "interval of the difference"],
    rows: sides.map(({ metric, train, test, gap }) => [
      ...[metric, train, test, test - train],
      gap ? withInterval(test - train, gap) : "",
    ]),
  }),
  draw: ({ sides }, width) => {
    const names = nameRoom(width)
    const all = sides.flatMap(({ train, test, trainRange = [], testRange = [] }) => [
      train,
      test,
      ...trainRange,
      ...testRange,
    ])
    const x = scaleLinear([Math.min(0, ...all), Math.max(...all, 1e-9)], [names + 8, width - 70]).nice()
    const height = TOP + sides.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      <circle cx=${names + 12} cy="8" r="5" fill="var(--ground)" stroke="var(--series-1)" stroke-width="2" /><text class="small" x=${names + 24} y="8">train</text>
      <circle cx=${names + 76} cy="8" r="5" fill="var(--series-0)" /><text class="small" x=${names + 88} y="8">test</text>
      ${sides.map(
        (
          { metric, train, test, trainRange, testRange, gap },
          i,
        ) => svg`<g transform="translate(0 ${TOP + i * ROW})" data-mark="${metricName(metric)}: train ${plain(train)}, test ${plain(test)}${gap ? `, difference ${withInterval(test - train, gap)}` : ""}">
          <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(metricName(metric), names)}</text>
          <line stroke="var(--edge)" stroke-width="3" x1=${x(train)} x2=${x(test)} y1=${ROW / 2} y2=${ROW / 2} />
          ${whisker(trainRange, x, "var(--series-1)")} ${whisker(testRange, x, "var(--series-0)")}
          <circle cx=${x(train)} cy=${ROW / 2} r="5.5" fill="var(--ground)" stroke="var(--series-1)" stroke-width="2" />
          <circle cx=${x(test)} cy=${ROW / 2} r="5.5" fill="var(--series-0)" />
          <text class="to-left" x=${width - 4} y=${ROW / 2}>${test >= train ? "+" : "\u2212"}${plain(Math.abs(test - train))}</text>
        </g>`,
      )}
      ${bottomAxis(x, height, "value")}
    </svg>`
  },
}

function whisker(range: Range | undefined, x: (value: number) => number, color: string): SVGTemplateResult | string {
  if (!range) return ""
  const [low, high] = [x(range[0]), x(range[1])]
  return svg`<path class="line" stroke=${color} stroke-width="1.4" d="M${low} ${ROW / 2}H${high}M${low} ${ROW / 2 - 5}v10M${high} ${ROW / 2 - 5}v10" />`
}
