import { cp } from "node:fs/promises"
import { join } from "node:path"
import { temporaryFolder } from "./run.js"

/** A copy of the stores of one of the five documents, as MLflow 2.9.2 wrote them. */
export async function copiedRequirement(document: "001" | "002" | "003" | "004"): Promise<string> {
  const folder = await temporaryFolder()
  await cp(join(import.meta.dirname, "../../build/golden/requirements", document), folder, { recursive: true })
  return folder
}
