import { joinPath } from "../data/files.js"
import type { RunDataset } from "../data/run.js"
import type { FileMemory, Folder } from "./file-memory.js"
import { fieldOf, metaOf } from "./file-text.js"

/** That a run was given a dataset; `dataset` is "" for an input that is no dataset. */
interface Link {
  readonly dataset: string
  readonly context: string
}

/** The datasets that runs were given: links in a run's folder to facts in the experiment's. */
export async function readDatasets(
  memory: FileMemory,
  experiment: Folder,
  runs: readonly Folder[],
): Promise<(RunDataset[] | undefined)[]> {
  const lists = await memory.lists(
    runs,
    runs.map(() => "inputs"),
  )
  const places = lists.flatMap((entries, i) =>
    (entries ?? []).filter(({ folder }) => folder).map(({ name }) => ({ i, name: `inputs/${name}/meta.yaml` })),
  )
  if (places.length === 0) return []
  const links = await memory.read(
    places.map(({ i }) => runs[i]!),
    places.map(({ name }) => name),
    linkOf,
  )
  const facts = await factsOf(memory, experiment, links)
  const found: RunDataset[][] = runs.map(() => [])
  places.forEach(({ i, name }, at) => {
    const link = links[at]
    if (!link || link.dataset === "") return
    const dataset = facts.get(link.dataset)
    const path = joinPath(runs[i]!.path, name)
    memory.note(path, dataset ? undefined : `the dataset ${link.dataset} of the experiment cannot be read`)
    if (dataset) found[i]!.push({ ...dataset, context: link.context })
  })
  return found
}

/** Runs share datasets: each is read once. */
async function factsOf(
  memory: FileMemory,
  experiment: Folder,
  links: readonly (Link | undefined)[],
): Promise<Map<string, Omit<RunDataset, "context">>> {
  const ids = [...new Set(links.flatMap((link) => (link?.dataset ? [link.dataset] : [])))]
  const facts = await memory.read(
    ids.map(() => experiment),
    ids.map((id) => `datasets/${id}/meta.yaml`),
    (bytes) => {
      const meta = metaOf(bytes)
      return { name: fieldOf(meta, "name"), digest: fieldOf(meta, "digest") }
    },
  )
  return new Map(ids.flatMap((id, i) => (facts[i] ? [[id, facts[i]]] : [])))
}

function linkOf(bytes: Uint8Array): Link {
  const { source_type: type, source_id: id, tags } = metaOf(bytes)
  const context = (tags as Record<string, unknown> | null | undefined)?.["mlflow.data.context"]
  const isPlain = typeof id === "string" && !/[/\\]|^\.\.?$/.test(id)
  return { dataset: type === "DATASET" && isPlain ? id : "", context: String(context ?? "") }
}
