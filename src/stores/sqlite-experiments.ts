import type { Experiment, LifecycleStage, Problem } from "../data/run.js"
import { msOf, rowsOf, type Text, textsByOwner } from "./sqlite-cells.js"
import type { RunHead } from "./sqlite-heads.js"
import type { SqliteTables } from "./sqlite-tables.js"

/** All experiments, with the number of their active runs. An experiment whose row is lost is shown for its runs. */
export async function readExperiments(
  tables: SqliteTables,
  heads: readonly RunHead[],
  report: (problem: Problem) => void,
): Promise<Experiment[]> {
  const tags = await readTags(tables)
  const counts = new Map<string, number>()
  for (const { experimentId, lifecycleStage } of heads) {
    counts.set(experimentId, (counts.get(experimentId) ?? 0) + Number(lifecycleStage === "active"))
  }
  const facts = { tags, counts }
  const listed = tables.expects("experiments") ? (await readRows(tables)).map((row) => experimentOf(row, facts)) : []
  const known = new Set(listed.map(({ experimentId }) => experimentId))
  const lost = [...counts.keys()].filter((id) => !known.has(id))
  for (const id of lost) report({ path: `experiment ${id}`, reason: "has runs, but no row in table experiments" })
  return [...listed, ...lost.map((id) => experimentOf([id, id, "active", null, null], facts))]
}

async function readTags(tables: SqliteTables): Promise<Map<string, Record<string, string>>> {
  if (!tables.has("experiment_tags")) return new Map()
  const columns = ["t.experiment_id", "t.key", "t.value"]
  return textsByOwner(await tables.all({ table: "experiment_tags", columns }))
}

async function readRows(tables: SqliteTables): Promise<Text[][]> {
  const names = ["experiment_id", "name", "lifecycle_stage", "creation_time", "last_update_time"]
  const columns = names.map((name) => tables.column("experiments", name))
  return rowsOf(await tables.all({ table: "experiments", columns }))
}

interface Facts {
  readonly tags: ReadonlyMap<string, Record<string, string>>
  readonly counts: ReadonlyMap<string, number>
}

function experimentOf([id, name, stage, created, updated]: readonly Text[], { tags, counts }: Facts): Experiment {
  return {
    experimentId: id ?? "",
    name: name ?? "",
    lifecycleStage: (stage === "deleted" ? "deleted" : "active") satisfies LifecycleStage,
    creationTime: msOf(created!),
    lastUpdateTime: msOf(updated!),
    tags: tags.get(id ?? "") ?? {},
    runCount: counts.get(id ?? "") ?? 0,
  }
}
