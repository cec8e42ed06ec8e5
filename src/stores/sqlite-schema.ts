import type { SqlTransaction, SqlValue } from "../data/sql.js"
import { type KeyRules, newRules, oldRules } from "./keys.js"

/** The schemas of MLflow 2.9.2 to 3.17.2, oldest first, by their names in Alembic, which MLflow's migrations use. */
const revisions: readonly string[] =
  `acf3f17fdcc7 867495a8f9d4 5b0e9adcef9c 4465047574b1 f5a4f2784254 0584bdc529eb 400f98739977 6953534de441 bda7b8c39065
  cbc13b556ace 770bee3ae1dd a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc 71994744cf8e 3da73c924c2f bf29a5ff90ea
  1bd49d398cd23 b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 d0e1f2a3b4c5 c8d9e0f1a2b3 1b5f0d9ad7c1
  e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9 7d34483879f0 da6fb0208061 89d3d66ed43f b7e4c1a90f23
  a8b9c0d1e2f3 c1d2e3f4a5b6 c3d9e7f1a2b4 6f8d9c3b2a1e 1971f2d9a75b 17e22815139b b7e2c1a4d9f3 75868b020152
  dc11669786a5`.split(/\s+/)

/** The columns that are written, by table. */
const written: Readonly<Record<string, string>> = {
  experiments: "name artifact_location lifecycle_stage creation_time last_update_time",
  experiment_tags: "key value experiment_id",
  runs: "run_uuid name source_type source_name entry_point_name user_id status start_time end_time deleted_time source_version lifecycle_stage artifact_uri experiment_id",
  tags: "key value run_uuid",
  params: "key value run_uuid",
  metrics: "key value timestamp run_uuid step is_nan",
  latest_metrics: "key value timestamp run_uuid step is_nan",
  registered_models: "name creation_time last_updated_time description",
  registered_model_aliases: "alias version name",
  model_versions:
    "name version creation_time last_updated_time description user_id current_stage source run_id status status_message run_link storage_location",
  model_version_tags: "key value name version",
  registered_model_tags: "key value name",
  datasets: "dataset_uuid experiment_id name digest dataset_source_type dataset_source dataset_schema dataset_profile",
  inputs: "input_uuid source_type source_id destination_type destination_id",
  input_tags: "input_uuid name value",
}

/** Those that MLflow 3 brought, for models that are logged. */
const laterWritten: typeof written = {
  logged_models:
    "model_id experiment_id name artifact_location creation_timestamp_ms last_updated_timestamp_ms status lifecycle_stage model_type source_run_id status_message",
  logged_model_params: "model_id experiment_id param_key param_value",
  logged_model_tags: "model_id experiment_id tag_key tag_value",
  logged_model_metrics:
    "model_id metric_name metric_timestamp_ms metric_step metric_value experiment_id run_id dataset_uuid dataset_name dataset_digest",
}

/** What a database allows, as its tables are declared. */
export interface SqliteSchema {
  readonly rules: KeyRules
  /** Whether registry and experiments are divided into workspaces. */
  readonly workspaces: boolean
  /** Whether there are tables for logged models. */
  readonly models: boolean
}

/**
 * Looks whether a database is one that is written as its MLflow would write it: a known schema whose tables have the
 * columns that are filled, and no other ones that must be.
 * @throws Error with the cure.
 */
export function checkSchema(database: SqlTransaction, name: string): SqliteSchema {
  const revision = revisionOf(database, name)
  if (!revisions.includes(revision)) {
    throw new Error(
      `${name}: got schema ${revision || "without a version"}, expected one of MLflow 2.9.2 to 3.17.2: it can be read ` +
        `only. Write through "mlflow server --backend-store-uri sqlite:///${name}"`,
    )
  }
  const tables = new Map(Object.keys(written).map((table) => [table, columnsOf(database, table)]))
  for (const [table, columns] of tables) checkTable(name, table, columns, written[table]!)
  const models = columnsOf(database, "logged_models").length > 0
  for (const [table, filled] of models ? Object.entries(laterWritten) : [])
    checkTable(name, table, columnsOf(database, table), filled)
  const longest = (table: string, otherwise: number) => lengthOf(tables.get(table)!, otherwise)
  const rules = {
    colons: revision !== revisions[0],
    longestTag: longest("tags", newRules.longestTag),
    longestExperimentTag: longest("experiment_tags", newRules.longestExperimentTag),
    longestVersionTag: longest("model_version_tags", newRules.longestVersionTag),
  }
  return {
    rules: revision === revisions[0] ? { ...rules, ...oldRules } : rules,
    workspaces: tables.get("model_versions")!.some((column) => column.name === "workspace"),
    models,
  }
}

interface SqlColumn {
  readonly name: string
  readonly type: string
  /** Whether a row may leave it out. */
  readonly optional: boolean
}

function revisionOf(database: SqlTransaction, name: string): string {
  const table = database.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
  if (table.length === 0) throw new Error(`${name}: got no table alembic_version, expected a database of MLflow`)
  return String(database.query("SELECT version_num FROM alembic_version")[0]?.[0] ?? "")
}

function columnsOf(database: SqlTransaction, table: string): SqlColumn[] {
  const rows = database.query(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info('${table}')`)
  return rows.map(([name, type, notNull, fallback]: SqlValue[]) => ({
    name: String(name),
    type: String(type),
    optional: notNull === 0 || fallback !== null || name === "experiment_id",
  }))
}

function checkTable(name: string, table: string, columns: readonly SqlColumn[], names: string): void {
  const filled = names.split(" ")
  const missing = filled.filter((column) => !columns.some((each) => each.name === column))
  const unknown = columns.filter((column) => !column.optional && !filled.includes(column.name))
  if (missing.length === 0 && unknown.length === 0) return
  const got = [...missing.map((column) => `no ${column}`), ...unknown.map((column) => `also ${column.name}`)].join(", ")
  throw new Error(
    `${name}: got table ${table} with ${got}, expected it as MLflow makes it: the database can be read only`,
  )
}

function lengthOf(columns: readonly SqlColumn[], otherwise: number): number {
  const type = columns.find((column) => column.name === "value")?.type ?? ""
  const declared = Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.NaN)
  return Number.isNaN(declared) ? otherwise : Math.min(declared, otherwise)
}
