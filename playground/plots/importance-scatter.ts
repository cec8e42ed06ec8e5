import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, leftAxis } from "./axis.js"
import { plain, shortened } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** What shuffling costs on the rows of training and on those of the test. */
export interface ImportanceScatterData extends PlotData {
  readonly metric: string
  /** The largest on the test first. */
  readonly features: readonly {
    readonly name: string
    readonly test: number
    readonly testSd: number
    readonly train: number
    readonly trainSd: number
  }[]
  /** What shuffling seems to cost where there is nothing to lose. */
  readonly floor?: number
}

const [LEFT, TOP, BOTTOM, RIGHT] = [58, 24, 44, 16]
/** Features that are named. */
const NAMED = 8

/** Test against training with the diagonal: points above it matter more in training than they do outside. */
export const importanceScatterPlot: Plot<ImportanceScatterData> = {
  heading: () => "Drop when shuffled: training against test",
  summary: ({ features, floor }) => {
    const above = learnedByHeart(features)
    const first = above[0]
    const quiet =
      floor === undefined
        ? ""
        : `; ${features.filter(({ test }) => test <= floor).length} of ${features.length} lie below the noise floor on the test`
    return first
      ? `${above.length} of ${features.length} features cost clearly more on training rows than on test rows, ${first.name} most${quiet}.`
      : `No feature costs clearly more on training rows than on test rows${quiet}.`
  },
  definition: ({ metric, floor }) =>
    `permutation importance: mean decrease in ${metric}, bars one standard deviation of the shuffles; on the dashed diagonal both sides agree, above it a feature matters more in training${floor === undefined ? "" : `; dotted: noise floor ${plain(floor)}, the 95th percentile of the largest importance when the target itself is shuffled`}`,
  table: ({ features }) => ({
    columns: ["feature", "test", "SD test", "train", "SD train", "train \u2212 test"],
    rows: features.map(({ name, test, testSd, train, trainSd }) => [name, test, testSd, train, trainSd, train - test]),
  }),
  draw: ({ features, metric, floor }, room) => {
    const width = Math.min(room, 560)
    const height = Math.min(width, 460)
    const all = features.flatMap(({ test, testSd, train, trainSd }) => [
      test - testSd,
      test + testSd,
      train - trainSd,
      train + trainSd,
    ])
    const domain = [Math.min(0, ...all), Math.max(...all, floor ?? 0, 1e-9)]
    const x = scaleLinear(domain, [LEFT, width - RIGHT]).nice()
    const y = scaleLinear(domain, [height - BOTTOM, TOP]).nice()
    const [low = 0, high = 1] = x.domain()
    const named = new Set([...features.slice(0, NAMED / 2), ...learnedByHeart(features).slice(0, NAMED / 2)])
    return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
      ${leftAxis(y, LEFT, width - RIGHT, `decrease in ${metric}, training`, plain)}
      <line class="chance" x1=${x(low)} x2=${x(high)} y1=${y(low)} y2=${y(high)} />
      ${floor === undefined ? "" : svg`<path class="line" stroke="var(--quiet)" stroke-dasharray="2 3" d="M${x(floor)} ${TOP}V${y(low)}M${x(low)} ${y(floor)}H${x(high)}" />`}
      ${features.map(
        ({
          name,
          test,
          testSd,
          train,
          trainSd,
        }) => svg`<g data-mark="${name}: test ${plain(test)}, train ${plain(train)}">
          <path class="line" stroke="var(--edge)" stroke-width="1" d="M${x(test - testSd)} ${y(train)}H${x(test + testSd)}M${x(test)} ${y(train - trainSd)}V${y(train + trainSd)}" />
          <circle cx=${x(test)} cy=${y(train)} r="5" fill=${train - trainSd > test + testSd ? "var(--series-1)" : "var(--series-0)"} stroke="var(--ground)" />
        </g>`,
      )}
      ${features.map((each) =>
        named.has(each)
          ? svg`<text class=${x(each.test) > width * 0.62 ? "small to-left" : "small"} x=${x(each.test) + (x(each.test) > width * 0.62 ? -9 : 9)} y=${y(each.train) - 9}>${shortened(each.name, 18)}</text>`
          : "",
      )}
      ${bottomAxis(x, height - BOTTOM, `decrease in ${metric}, test`, plain)}
    </svg>`
  },
}

/** Further apart than the spread of both sides' shuffles, the widest gap first. */
function learnedByHeart(features: ImportanceScatterData["features"]): ImportanceScatterData["features"][number][] {
  return features
    .filter(({ test, testSd, train, trainSd }) => train - trainSd > test + testSd)
    .toSorted((a, b) => b.train - b.test - (a.train - a.test))
}
