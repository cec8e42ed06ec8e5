import { resolve } from "node:path"
import { type Batches, fileBatches } from "../node/file-batches.js"
import { tableBatches } from "../readers/table-batches.js"
import type { Terminal } from "./terminal.js"

export type { Batches }

/** What says how a table is read. */
export interface DataSource {
  readonly data: string
  readonly batchRows?: number
}

/** The table behind `--data` in batches; undefined where it is small enough to be read at once. */
export async function openBatches(source: DataSource, terminal: Terminal): Promise<Batches | undefined> {
  return fileBatches(resolve(terminal.cwd, source.data), source.batchRows, tableBatches)
}
