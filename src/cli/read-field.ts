import type { RunField } from "../analysis/group-runs.js"
import type { Run } from "../data/run.js"
import { fieldOf, runFields } from "../stores/search-fields.js"
import { readerOf } from "../stores/search-match.js"
import { numberIn } from "../stores/where-values.js"
import { UsageError } from "./terminal.js"

/** A field that an option names as a filter does: `params.model`, tags.`a b`, `status`. @throws FilterError */
export function textField(name: string): RunField<string> {
  const read = readerNamed(name)
  return { name, read: (run) => read(run)?.toString() ?? null }
}

/** The same of a number: a metric, or a param that is one. */
export function numberField(name: string): RunField<number> {
  const read = readerNamed(name)
  return { name, read: (run) => numberIn(read(run) ?? null) }
}

function readerNamed(name: string): (run: Run) => string | number | null | undefined {
  if (name === "experiment_id") return ({ experimentId }) => experimentId
  const { entity, key } = fieldOf(name, 0, name, runFields)
  if (entity === "dataset")
    throw new UsageError(`got ${name}, expected a param, a tag, a metric or an attribute of runs`)
  return readerOf(entity, key)
}
