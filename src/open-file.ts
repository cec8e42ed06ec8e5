import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import { modelFormat, readModel, refusedModel } from "./readers/model.js"
import { readTable } from "./readers/table.js"

/** A file told by its content: a model, a table, or neither and why. */
export type OpenedFile =
  | { readonly kind: "model"; readonly ensemble: Ensemble }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "unknown"; readonly reason: string }

/** Opens a file of any kind. Never throws: what is wrong with a file is the reason that it is unknown. */
export async function openFile(bytes: Uint8Array, name: string): Promise<OpenedFile> {
  try {
    if (modelFormat(bytes)) return { kind: "model", ensemble: readModel(bytes, { name }) }
    const refused = refusedModel(bytes)
    if (refused) return { kind: "unknown", reason: `${name}: got ${refused}` }
    return { kind: "table", table: await readTable(bytes, { name }) }
  } catch (error) {
    return { kind: "unknown", reason: (error as Error).message }
  }
}
