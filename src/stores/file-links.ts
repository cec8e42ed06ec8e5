import { type Files, joinPath } from "../data/files.js"
import type { DatasetInput, RunLinks } from "../data/run.js"
import { fieldOf, metaOf } from "./file-text.js"

/**
 * What a run was given and made: folders in its own, and datasets in its experiment's. What is damaged is left out; a
 * listing of runs says so.
 */
export async function readLinks(files: Files, experiment: string, run: string): Promise<RunLinks> {
  const inputs = await linksIn(files, joinPath(run, "inputs"))
  const outputs = await linksIn(files, joinPath(run, "outputs"))
  const datasets: DatasetInput[] = []
  for (const { type, id, tags } of inputs) {
    const facts = type === "DATASET" && (await metaIn(files, joinPath(experiment, `datasets/${id}`)))
    if (facts) datasets.push(datasetOf(facts, tags))
  }
  return {
    datasets,
    modelInputs: inputs.flatMap(({ type, id }) => (type === "MODEL" ? [id] : [])),
    modelOutputs: outputs.map(({ id, step }) => ({ modelId: id, step })),
  }
}

interface Link {
  readonly type: string
  readonly id: string
  readonly step: bigint
  readonly tags: Readonly<Record<string, string>>
}

/** MLflow repeats the source where the destination should stand, so that only the source says what is linked. */
async function linksIn(files: Files, folder: string): Promise<Link[]> {
  const links: Link[] = []
  for (const { name, folder: isFolder } of (await files.list(folder)) ?? []) {
    const meta = isFolder && (await metaIn(files, joinPath(folder, name)))
    const id = meta ? fieldOf(meta, "source_id") : ""
    if (!meta || /[/\\]|^\.{0,2}$/.test(id)) continue
    const step = fieldOf(meta, "step")
    links.push({
      type: fieldOf(meta, "source_type"),
      id,
      step: /^-?\d+$/.test(step) ? BigInt(step) : 0n,
      tags: textsOf(meta.tags),
    })
  }
  return links
}

function datasetOf(facts: Record<string, unknown>, tags: Link["tags"]): DatasetInput {
  const textOrNull = (key: string) => (facts[key] === undefined || facts[key] === null ? null : String(facts[key]))
  return {
    name: fieldOf(facts, "name"),
    digest: fieldOf(facts, "digest"),
    sourceType: fieldOf(facts, "source_type"),
    source: fieldOf(facts, "source"),
    schema: textOrNull("schema"),
    profile: textOrNull("profile"),
    tags,
  }
}

function textsOf(tags: unknown): Record<string, string> {
  const isMapping = typeof tags === "object" && tags !== null && !Array.isArray(tags)
  return Object.fromEntries(Object.entries(isMapping ? tags : {}).map(([key, value]) => [key, String(value)]))
}

async function metaIn(files: Files, folder: string): Promise<Record<string, unknown> | undefined> {
  try {
    return metaOf(await files.read(joinPath(folder, "meta.yaml")))
  } catch {
    return undefined
  }
}
