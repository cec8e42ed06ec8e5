import { mkdir, readFile, realpath, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { parseYaml } from "../../src/readers/yaml.js"
import { fileStoreIn, freshFolder, makeDatabase, removeFolders, sqliteStoreIn } from "./writable-stores.js"
import { filesIn, namer, rowsIn, T, writeAll } from "./written.js"

afterAll(removeFolders)

const releases = ["2.9.2", "3.17.2"] as const

async function captured<Holds>(name: string): Promise<Holds> {
  return JSON.parse(await readFile(join(import.meta.dirname, `written/${name}.json`), "utf8")).holds
}

/** An empty store: only the default experiment as the release writes it. */
async function emptyFileStore(release: string): Promise<string> {
  const root = await realpath(await freshFolder())
  const folder = join(root, "mlruns")
  const files = await captured<Record<string, string>>(`file-${release}`)
  await mkdir(join(folder, "0"), { recursive: true })
  await writeFile(join(folder, "0/meta.yaml"), files["mlruns/0/meta.yaml"]!.replaceAll("{root}", root))
  return root
}

/**
 * Where MLflow repeats what stands in files of their own: its readers take those. Ours leaves what was there: an
 * experiment's `tags`, and a version's `aliases`.
 */
function withoutEchoes(path: string, text: string): unknown {
  const isVersion = /\/version-\d+\/meta\.yaml$/.test(path)
  if (!isVersion && !/^mlruns\/(\.trash\/)?[^/]+\/meta\.yaml$/.test(path)) return text
  const { tags, aliases, ...meta } = parseYaml(text) as Record<string, unknown>
  return isVersion || aliases === undefined ? meta : { ...meta, aliases }
}

function compared(files: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, withoutEchoes(path, text)]))
}

test.for(releases)("a file store holds byte for byte what the client of MLflow %s writes", async (release) => {
  const root = await emptyFileStore(release)
  const store = fileStoreIn(join(root, "mlruns"), () => T)
  const ids = await writeAll(store)
  const ours = await filesIn(join(root, "mlruns"), root, namer(root, ids))
  expect(compared(ours)).toEqual(compared(await captured(`file-${release}`)))
  expect(store.problems()).toEqual([])
})

test.for(releases)("a database holds row for row what the client of MLflow %s writes", async (release) => {
  const root = await realpath(await freshFolder())
  await makeDatabase(root, release)
  const store = await sqliteStoreIn(root, () => T)
  const ids = await writeAll(store)
  await store.close()
  const { files, ...tables } = await captured<Record<string, Record<string, unknown>[]>>(`sqlite-${release}`)
  const named = namer(root, ids)
  const ours = rowsIn(join(root, "mlflow.db"), Object.keys(tables), named)
  for (const [table, rows] of Object.entries(tables)) {
    expect(ours[table], table).toHaveLength(rows.length)
    expect(ours[table], table).toEqual(expect.arrayContaining(rows))
  }
  expect(await filesIn(join(root, "mlruns"), root, named)).toEqual(files)
})
