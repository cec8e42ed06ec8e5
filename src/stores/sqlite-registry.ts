import type { ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import { bigintOf, msOf, rowsOf, type Text, textsByOwner } from "./sqlite-cells.js"
import type { Cells, SqliteTables } from "./sqlite-tables.js"

const stages: ReadonlySet<string> = new Set<ModelStage>(["None", "Staging", "Production", "Archived"])

/** The registry: models by name, their versions the newest first. */
export async function readRegistry(tables: SqliteTables): Promise<RegisteredModel[]> {
  if (!tables.has("registered_models")) return []
  const names = ["name", "description", "creation_time", "last_updated_time"]
  const models = rowsOf(await ownedRows(tables, "registered_models", names))
  const tags = textsByOwner(await ownedRows(tables, "registered_model_tags", ["key", "value"]))
  const aliases = textsByOwner(await ownedRows(tables, "registered_model_aliases", ["alias", "version"]))
  const versions = await readVersions(tables, aliases)
  return models
    .map(([owner, name, description, created, updated]) => ({
      name: name ?? "",
      description: description ?? "",
      creationTime: msOf(created!),
      lastUpdateTime: msOf(updated!),
      tags: tags.get(owner!) ?? {},
      aliases: aliases.get(owner!) ?? {},
      versions: versions.get(owner!) ?? [],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

/** Rows with the model that they belong to in front: MLflow 3 keeps models of several workspaces apart. */
async function ownedRows(
  tables: SqliteTables,
  table: string,
  columns: readonly string[],
  key = "t.name",
): Promise<Cells> {
  if (!tables.has(table)) return []
  const owner = `${tables.column(table, "workspace", "'default'")} || '/' || ${key}`
  return tables.all({ table, columns: [owner, ...columns.map((column) => tables.column(table, column))] })
}

async function readVersions(
  tables: SqliteTables,
  aliases: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<Map<string, ModelVersion[]>> {
  const names = ["name", "version", "current_stage", "source", "run_id", "status", "description", "user_id"]
  const rows = rowsOf(await ownedRows(tables, "model_versions", [...names, "creation_time", "last_updated_time"]))
  const versionKey = "t.name || '/' || t.version"
  const tags = textsByOwner(await ownedRows(tables, "model_version_tags", ["key", "value"], versionKey))
  const byModel = new Map<string, ModelVersion[]>()
  for (const [owner, ...cells] of rows) {
    const own = Object.entries(aliases.get(owner!) ?? {}).filter(([, version]) => version === cells[1])
    const version = versionOf(cells, tags.get(`${owner}/${cells[1]}`) ?? {}, own.map(([alias]) => alias).sort())
    byModel.set(owner!, [...(byModel.get(owner!) ?? []), version])
  }
  for (const versions of byModel.values()) versions.sort(newestFirst)
  return byModel
}

function versionOf(
  row: readonly Text[],
  tags: Readonly<Record<string, string>>,
  aliases: readonly string[],
): ModelVersion {
  const [name, version, stage, source, runId, status, description, userId, created, updated] = row
  return {
    name: name ?? "",
    version: version ?? "",
    stage: stages.has(stage ?? "") ? (stage as ModelStage) : "None",
    source: source ?? "",
    runId: runId ?? "",
    status: status ?? "READY",
    description: description ?? "",
    userId: userId ?? "",
    creationTime: msOf(created!),
    lastUpdateTime: msOf(updated!),
    tags,
    aliases,
  }
}

function newestFirst(a: ModelVersion, b: ModelVersion): number {
  const [left, right] = [bigintOf(a.version), bigintOf(b.version)]
  return left < right ? 1 : -Number(left > right)
}
