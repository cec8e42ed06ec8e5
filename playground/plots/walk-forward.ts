import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { timeAxis } from "./curves.js"
import { day, fittingName } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** A stretch of time: milliseconds since 1970, the end not included. */
export type Span = readonly [from: number, to: number]

/** The windows of a walk-forward test. */
export interface WalkForwardData extends PlotData {
  readonly windows: readonly {
    readonly name: string
    /** Where it is known. */
    readonly train?: Span
    /** Purge or embargo between training and test. */
    readonly embargo?: Span
    readonly test: Span
  }[]
  /** "anchored" keeps the first start, "rolling" moves it. */
  readonly scheme: "anchored" | "rolling" | "other"
}

const ROW = 24
const TOP = 26

/** One line a window: training filled, embargo hatched, test in the other colour, each with its letter. */
export const walkForwardPlot: Plot<WalkForwardData> = {
  heading: () => "Walk-forward windows",
  summary: ({ windows, scheme }) => {
    const gap = windows.filter(({ embargo }) => embargo).length
    const words = scheme === "other" ? "" : `${scheme} `
    return `${windows.length} ${words}windows, ${gap === windows.length ? "each with" : gap === 0 ? "none with" : `${gap} with`} an embargo between training and test.`
  },
  definition: () => "times are UTC; the embargo is trained on by no window that is tested after it",
  table: ({ windows }) => ({
    columns: ["window", "train from", "train to", "embargo from", "embargo to", "test from", "test to"],
    rows: windows.map(({ name, train, embargo, test }) => [
      name,
      ...[train, embargo, test].flatMap((span) => (span ? [day(span[0]), day(span[1])] : ["", ""])),
    ]),
  }),
  draw: ({ windows }, width) => {
    const names = Math.min(130, width * 0.28)
    const times = windows.flatMap(({ train, test }) => [...(train ?? []), ...test])
    const x = scaleLinear([Math.min(...times), Math.max(...times)], [names, width - 14])
    const height = TOP + windows.length * ROW
    const block = ([from, to]: Span, fill: string, said: string) =>
      svg`<rect data-mark="${said}: ${day(from)} to ${day(to)}" x=${x(from)} width=${Math.max(1, x(to) - x(from) - 1)} y="4" height=${ROW - 8} fill=${fill} stroke="var(--text)" stroke-width="0.5" />`
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--ground)" /><line x1="0" x2="0" y1="0" y2="6" stroke="var(--text)" stroke-width="2" />
        </pattern>
      </defs>
      ${(["train", "embargo", "test"] as const).map(
        (name, i) => svg`<g transform="translate(${names + i * 86} 0)">
          <rect width="14" height="12" y="4" fill=${fills[name]} stroke="var(--text)" stroke-width="0.5" /><text class="small" x="20" y="10">${name}</text>
        </g>`,
      )}
      ${windows.map(
        ({ name, train, embargo, test }, i) => svg`<g transform="translate(0 ${TOP + i * ROW})">
          <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(name, names)}</text>
          ${train ? block(train, fills.train, `${name}, train`) : ""} ${embargo ? block(embargo, fills.embargo, `${name}, embargo`) : ""}
          ${block(test, fills.test, `${name}, test`)}
        </g>`,
      )}
      ${timeAxis(x, height + 2, "")}
    </svg>`
  },
}

const fills = { train: "var(--series-0)", embargo: "url(#hatch)", test: "var(--series-1)" } as const
