import type { InventoryExperiment, InventoryMetric, InventoryRun, StoreInventory } from "../results/store-inventory.js"
import { markdownCode, markdownRows, markdownText } from "./markdown-text.js"

/** An inventory as a document: each experiment with its table of runs, best run, metrics and tags. */
export function inventoryMarkdown({ project, store, experiments }: StoreInventory): string {
  const sections = experiments.map((each, i) => sectionOf(each, i + 1))
  const head = [`# ${markdownText(project)}: experiments`, "", `**Store**: ${markdownCode(store)}`, ""]
  return `${[...head, ...sections.flatMap((lines, i) => (i === 0 ? lines : ["---", "", ...lines]))].join("\n").trimEnd()}\n`
}

function sectionOf(each: InventoryExperiment, number: number): string[] {
  const sign = each.incompleteRuns === 0 && each.runs.length > 0 ? "✅" : "⚠️"
  return [
    `### Experiment ${number}: ${markdownText(each.name)} ${sign}`,
    "",
    ...facts(each).map((line) => `${line}  `),
    "",
    ...completeRuns(each),
    ...incompleteRuns(each),
    ...(each.metrics.length > 0 ? ["**Metrics Logged**:", ...each.metrics.map(metricLine), ""] : []),
    ...(each.tags.length > 0 ? ["**Tags**:", ...each.tags.map(tagLine), ""] : []),
  ]
}

function facts(each: InventoryExperiment): string[] {
  const { runs, incompleteRuns: open, nestedRuns } = each
  const state = open === 0 ? "" : open === runs.length ? " (incomplete)" : ` (${open} incomplete)`
  return [
    `**Name**: ${markdownCode(each.name)}`,
    `**ID**: ${markdownText(each.experimentId)}`,
    `**Runs**: ${runs.length}${state}${nestedRuns > 0 ? `, ${nestedRuns} nested in them` : ""}`,
    ...(each.method === null ? [] : [`**Method**: ${markdownText(each.method)}`]),
    ...(each.purpose === null ? [] : [`**Purpose**: ${markdownText(each.purpose)}`]),
    ...(open > 0 && open === runs.length ? ["**Status**: INCOMPLETE"] : []),
  ]
}

function completeRuns(each: InventoryExperiment): string[] {
  const runs = each.runs.filter(({ incomplete }) => incomplete === null)
  const [best] = runs
  if (!best) return []
  const label = metricLabel(best.score!.metric)
  const withStd = runs.some(({ score }) => score!.std !== null)
  const isMean = runs.some(({ score }) => score!.source !== "value")
  const extra = (["features", "sampling"] as const).filter((key) => runs.some((run) => run[key] !== null))
  const various = (["method", "purpose"] as const).filter((key) => new Set(runs.map((run) => run[key])).size > 1)
  const shown = [...extra, ...various]
  const columns = [
    "Run Name",
    ...shown.map(capital),
    `${isMean ? "Mean " : ""}${label}`,
    ...(withStd ? [`Std ${label}`] : []),
  ]
  const rows = runs.map((run) => [
    ...[nameOf(run), ...shown.map((key) => markdownText(run[key] ?? ""))],
    ...[number(run.score!.mean), ...(withStd ? [run.score!.std === null ? "" : number(run.score!.std)] : [])],
  ])
  return [...markdownRows(columns, rows), "", bestLine(best), ...spreadLine(each), ""]
}

function bestLine({ runName, runId, score }: InventoryRun): string {
  const spread = score!.std === null ? "" : ` ± ${number(score!.std)}`
  return `**Best Run**: ${markdownCode(runName || runId)} (${number(score!.mean)}${spread})`
}

/** Said apart from the std over folds, with which it is easily mixed up. */
function spreadLine({ spread }: InventoryExperiment): string[] {
  if (!spread || spread.sd === null) return []
  const range = `${number(spread.min)} to ${number(spread.max)}`
  return [
    "",
    `**Spread over runs** (not over folds): ${number(spread.mean)} ± ${number(spread.sd)}, ${range}, ${spread.runs} runs`,
  ]
}

function incompleteRuns({ runs, headline, metrics }: InventoryExperiment): string[] {
  const open = runs.filter(({ incomplete }) => incomplete !== null)
  if (open.length === 0) return []
  const label = metricLabel(headline ?? metrics.find(({ required }) => required)?.name ?? "metric")
  const rows = open.map((run) => [nameOf(run), "Incomplete", run.score ? number(run.score.mean) : "N/A"])
  const reasons = open.map((run) => `- ${markdownCode(run.runId)}: ${markdownText(run.incomplete!)}`)
  return [...markdownRows(["Run Name", "Status", label], rows), "", "**Incomplete**:", ...reasons, ""]
}

function nameOf({ runName, runId }: InventoryRun): string {
  return markdownText(runName || runId)
}

function metricLine({ name, meaning, runs, of }: InventoryMetric): string {
  if (runs === 0) return `- ❌ ${markdownCode(name)} - NOT logged${meaning === null ? "" : ` (${meaning})`}`
  const remarks = [...(runs < of ? [`in ${runs} of ${of} runs`] : []), ...(meaning === null ? [] : [meaning])]
  return `- ${runs < of ? "⚠️" : "✅"} ${[markdownCode(name), ...remarks].join(" - ")}`
}

function tagLine({ key, values, more }: InventoryExperiment["tags"][number]): string {
  const shown = values.map((value) => markdownText(/\s/.test(value) ? JSON.stringify(value) : value)).join("|")
  return `- ${markdownCode(key)}: ${shown}${more > 0 ? ` and ${more} more` : ""}`
}

/** `roc_auc` as people write it. */
function metricLabel(metric: string): string {
  const spelled = metric.replace(
    /(^|_)(roc_auc|pr_auc)(_|$)/g,
    (_, a, name, b) => `${a}${name.toUpperCase().replace("_", "-")}${b}`,
  )
  return markdownText(spelled.replace(/^(R2|r2|mae|rmse|auc)$/, (name) => name.toUpperCase()))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function number(value: number): string {
  const size = Math.abs(value)
  return value === 0 || (size >= 1e-3 && size < 1e5) ? value.toFixed(4) : String(Number(value.toPrecision(4)))
}
