import { basename } from "node:path"
import { count } from "../analysis/describe.js"
import { rankFeatures } from "../analysis/rank-features.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Files } from "../data/files.js"
import { type Table, takeRows } from "../data/table.js"
import { columnsFit } from "../kernels/match-columns.js"
import { openFile } from "../open-file.js"
import { openWorkspace, type WorkspaceFile } from "../workspace.js"
import { writeTable } from "../writers/text.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/** More rows than these are sampled: the first look should be quick. */
const ROWS = 50_000
const TOP = 15

/** The ranking of the first model whose features a table has, the last table first. Says why when there is none. */
export async function printRanking(files: Files, options: { threads?: number }, terminal: Terminal): Promise<void> {
  const pair = await findPair(files)
  if (!pair) {
    terminal.stdout.write("No model and table that go together were found; the page says what was.\n")
    return
  }
  const { ensemble, table, model } = pair
  const common = { ...options, seed: 0 }
  const explanation = await withEngine(common, terminal, (engine, call) =>
    engine.shap(ensemble, table, { ...call, ...(table.rows > ROWS && { sample: ROWS }) }),
  )
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  const features = rankFeatures(explanation, rows)
  const cells = features
    .slice(0, TOP)
    .map((each, i) => [i + 1, each.feature, each.meanAbsShap, each.meanShap, each.direction])
  const columns = ["rank", "feature", "mean |SHAP|", "mean SHAP", "direction"]
  const more = features.length > TOP ? `... and ${count(features.length - TOP, "feature")} more\n` : ""
  terminal.stdout.write(`What drives ${model} on ${table.name} (${count(rows.rows, "row")}):\n\n`)
  terminal.stdout.write(writeTable({ columns, rows: cells }) + more)
}

async function findPair(files: Files): Promise<{ ensemble: Ensemble; table: Table; model: string } | undefined> {
  const { models, tables } = await openWorkspace(files)
  for (const file of tables.toReversed()) {
    const opened = await openFile(await file.read(), basename(file.path))
    if (opened.kind !== "table") continue
    for (const candidate of models) {
      const ensemble = await modelOf(candidate)
      if (!ensemble || ensemble.noShap || !columnsFit(ensemble, opened.table)) continue
      const model = candidate.run ? `${candidate.run.runName} / ${candidate.path}` : candidate.path
      return { ensemble, table: opened.table, model }
    }
  }
  return undefined
}

async function modelOf(file: WorkspaceFile): Promise<Ensemble | undefined> {
  const opened = await openFile(await file.read(), basename(file.path))
  return opened.kind === "model" ? opened.ensemble : undefined
}
