import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "../stores/golden-store.js"
import { sample, temporaryFolder } from "./run.js"

/** A copy of the file store that MLflow 2.9.2 wrote, in a folder of its own as `mlruns`. */
export async function copiedStore(): Promise<string> {
  const folder = await temporaryFolder()
  copyFolder(join(goldenFolder, "mlflow/file-2.9.2/mlruns"), join(folder, "mlruns"))
  return folder
}

/** A folder with the sample's store in it, under each name. @param experiments all by default. */
export async function copiedSample(names: readonly string[], experiments = /./): Promise<string> {
  const folder = await temporaryFolder()
  const store = join(sample, "mlruns")
  for (const name of names) {
    for (const entry of (await readdir(store)).filter((each) => experiments.test(each))) {
      copyFolder(join(store, entry), join(folder, name, entry))
    }
  }
  return folder
}
