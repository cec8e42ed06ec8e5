import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, expect, test } from "vitest"
import { writableFiles } from "../../src/node/writable-files.js"
import { FileStore } from "../../src/stores/file.js"
import { FileWriter } from "../../src/stores/file-writer.js"
import { everyVerb } from "./every-verb.js"
import { goldenFolder } from "./golden-store.js"

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function storeIn(folder: string): Promise<FileStore> {
  const files = writableFiles(folder)
  return new FileStore(files, new FileWriter(files, { rootUri: pathToFileURL(folder).href }))
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-write-"))
  folders.push(folder)
  return folder
}

test("every verb works in a store that MLflow 2.9.2 wrote", async () => {
  const folder = await freshFolder()
  await cp(join(goldenFolder, "mlflow/file-2.9.2/mlruns"), folder, { recursive: true })
  const habits = {
    purges: true,
    infinity: Number.POSITIVE_INFINITY,
    keepsDoubles: true,
    colons: false,
    artifacts: true,
  }
  await everyVerb(await storeIn(folder), habits)
  expect(folders).toContain(folder)
})
