import type { DatasetInput } from "../data/run.js"
import type { SqlTransaction, SqlValue } from "../data/sql.js"
import { randomRunId } from "./run-name.js"
import { insert } from "./sqlite-registry-writer.js"

/** From what to what, by kind and id. */
type Ends = readonly [sourceType: string, source: string, destinationType: string, destination: string]

/** A dataset that a run was given. Runs of an experiment share it; a run is given it once. */
export function logDataset(
  database: SqlTransaction,
  experiment: SqlValue,
  runId: string,
  { name, digest, sourceType, source, schema, profile, tags }: DatasetInput,
): void {
  const find = "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?"
  const [[known] = []] = database.query(find, [experiment, name, digest])
  const dataset = known === undefined ? randomRunId() : String(known)
  if (known === undefined) {
    const facts = { dataset_source_type: sourceType, dataset_source: source }
    const more = { dataset_schema: schema, dataset_profile: profile }
    insert(database, "datasets", { dataset_uuid: dataset, experiment_id: experiment, name, digest, ...facts, ...more })
  }
  const input = logLink(database, ["DATASET", dataset, "RUN", runId], 0n)
  for (const [key, value] of input === undefined ? [] : Object.entries(tags))
    insert(database, "input_tags", { input_uuid: input!, name: key, value })
}

/** @returns the row's id, undefined where there is such a link. */
export function logLink(database: SqlTransaction, ends: Ends, step: bigint): string | undefined {
  const find =
    "SELECT 1 FROM inputs WHERE source_type = ? AND source_id = ? AND destination_type = ? AND destination_id = ?"
  if (database.query(find, ends).length > 0) return undefined
  const [source_type, source_id, destination_type, destination_id] = ends
  const input_uuid = randomRunId()
  // Only MLflow 3 has steps here, of outputs, which only it has.
  const more = destination_type === "MODEL_OUTPUT" ? { step } : {}
  insert(database, "inputs", { input_uuid, source_type, source_id, destination_type, destination_id, ...more })
  return input_uuid
}
