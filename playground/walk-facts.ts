import { type WalkForwardRun, type WalkForwardSearch, type WindowedMetric, walkForwardInStore } from "../src/index.js"
import type { Job } from "./pages/latest.js"
import type { Finding } from "./plots/cards.js"
import { plain } from "./plots/format.js"
import type { Span, WalkForwardData } from "./plots/walk-forward.js"
import type { WindowMetricData } from "./plots/window-metric.js"
import type { LoadedStore } from "./session.js"

/** Resamples of the intervals of means, and runs whose histories and files are read. */
const SAMPLES = 500
const MOST_READ = 200

/** The walk-forward tests of the loaded stores, those with the most windows first. */
export interface WalkForwards {
  readonly found: readonly WalkForwardRun[]
  readonly notes: readonly string[]
}

export async function walkForwards(
  stores: readonly LoadedStore[],
  readTable: WalkForwardSearch["readTable"],
  { signal }: Job,
): Promise<WalkForwards> {
  const all: WalkForwardRun[] = []
  const notes: string[] = []
  for (const { store, runs, experiments } of stores) {
    const active = runs.filter(({ lifecycleStage }) => lifecycleStage === "active")
    const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]))
    const options = { readTable, samples: SAMPLES, mostRead: MOST_READ, signal }
    const { found, unread } = await walkForwardInStore(store, { runs: active, names }, options)
    all.push(...found)
    const count = unread.toLocaleString("en-US")
    if (unread > 0)
      notes.push(`${store.name}: the files and histories of ${count} further runs were not searched for windows.`)
  }
  return { found: all.toSorted((a, b) => b.windows.length - a.windows.length), notes }
}

/** What tells a walk-forward test from the others; names need not. */
export function walkKey({ runId, name, source }: WalkForwardRun): string {
  return runId ?? `${source}: ${name}`
}

/** How it is called in a list. */
export function walkLabel({ name, runId, source, sourceName, windows }: WalkForwardRun): string {
  const from = source === "artifact" ? (sourceName ?? source) : source
  return `${name || runId || "runs"}: ${windows.length} windows from ${from}`
}

/** Windows with dates on a line of time; undefined where none has them. */
export function walkForwardData({ windows, scheme }: WalkForwardRun): WalkForwardData | undefined {
  const dated = windows.flatMap(({ name, train, test, embargo }) => {
    const [trained, tested] = [spanOf(train), spanOf(test)]
    const gap =
      spanOf(embargo) ?? (trained && tested && tested[0] > trained[1] ? ([trained[1], tested[0]] as const) : undefined)
    return tested ? [{ name, test: tested, ...(trained && { train: trained }), ...(gap && { embargo: gap }) }] : []
  })
  return dated.length > 0 ? { windows: dated, scheme } : undefined
}

function spanOf({ from, to }: { readonly from: string | null; readonly to: string | null }): Span | undefined {
  if (from === null || to === null) return undefined
  const span = [Date.parse(from), Date.parse(to)] as const
  return span[1] > span[0] ? span : undefined
}

/** Metrics that at least two windows have: those of the test first, ranks and AUC before losses. */
export function walkMetrics({ metrics }: WalkForwardRun): string[] {
  const place = (key: string) =>
    (/train/i.test(key) ? 4 : 0) + (/test/i.test(key) ? 0 : 1) + (/auc|ic$|r2|sharpe/i.test(key) ? 0 : 2)
  const keys = metrics.filter(({ windows, metric }) => windows > 1 && !/^n_/.test(metric)).map(({ metric }) => metric)
  return keys.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}

/** A metric over the windows, with that of training beside that of the test, and the interval of its mean. */
export function walkMetricData({ windows, metrics }: WalkForwardRun, key: string): WindowMetricData {
  const values = (name: string) => windows.map((each) => each.metrics[name] ?? Number.NaN)
  const whole = metrics.find(({ metric }) => metric === key)
  const train = [key.replace(/test|valid|val/i, "train"), `train_${key}`].find(
    (each) => each !== key && values(each).some(Number.isFinite),
  )
  return {
    metric: key,
    windows: windows.map(({ name }) => name),
    larger: !whole?.loss,
    series: [
      { name: key, values: values(key) },
      ...(train === undefined ? [] : [{ name: train, values: values(train) }]),
    ],
    ...(whole && { mean: { value: whole.weightedMean ?? whole.mean, ...reach(whole) } }),
  }
}

function reach({ interval }: WindowedMetric): { readonly low?: number; readonly high?: number } {
  return interval ? { low: interval.low, high: interval.high } : {}
}

/** Mean, spread, worst window and trend in words. */
export function walkSentences({ metrics }: WalkForwardRun, key: string): string[] {
  const one = metrics.find(({ metric }) => metric === key)
  if (!one) return []
  const { mean, weightedMean, pooled, pooledFrom, sd, interval, worst, trend, windows, missing } = one
  const within = interval
    ? ` [${plain(interval.low)}, ${plain(interval.high)}] (${Math.round(100 * interval.level)} % interval from moving blocks of ${interval.block} windows)`
    : ""
  const parts = [
    weightedMean === null
      ? `Mean of ${windows} windows ${plain(mean)}${within}`
      : `Mean weighted by test rows ${plain(weightedMean)}${within}, unweighted ${plain(mean)}`,
    ...(pooled === null
      ? []
      : [`all rows together ${plain(pooled)} (${pooledFrom === "n_test" ? "from n_test" : pooledFrom})`]),
    ...(sd === null ? [] : [`standard deviation ${plain(sd)}`]),
  ]
  const slope = trend
    ? [
        `From window to window it ${trend.slope >= 0 ? "rises" : "falls"} by ${plain(Math.abs(trend.slope))}${trend.p === null ? "" : ` (p ${plain(trend.p)})`}.`,
      ]
    : []
  return [
    `${parts.join(", ")}. Worst: ${worst.window} with ${plain(worst.value)}.`,
    ...slope,
    ...(missing.length > 0 ? [`No value in ${missing.join(", ")}.`] : []),
  ]
}

/** What is wrong with the windows, as cards. */
export function walkFindings({ findings }: WalkForwardRun): Finding[] {
  return findings.map(({ rule, severity, message, evidence, cure }) => ({
    ...{ rule: titles[rule], severity, cure, message: message.endsWith(".") ? message : `${message}.` },
    evidence: Object.entries(evidence).map(([name, value]) => ({
      name: name.replaceAll("_", " "),
      value: typeof value === "number" ? plain(value) : value,
    })),
  }))
}

const titles: Readonly<Record<WalkForwardRun["findings"][number]["rule"], string>> = {
  "embargo-too-short": "The embargo is too short",
  "embargo-unknown": "The embargo is not known",
  "label-overlap": "Labels reach into the test",
  "short-training": "Little to train on",
  "train-test-overlap": "Training and test overlap",
  "dates-break-embargo": "The dates break the embargo",
  "tests-overlap": "Tests overlap",
  "windows-missing": "Windows are missing",
}
