import { mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { leafwise } from "../cli/run.js"
import { ask, serve } from "../server/serve.js"
import { runFiles, temporaryStore, twoRuns } from "./temporary-store.js"

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** A store whose run a was logged to this address. */
async function storeWith(uri: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const meta = `${runFiles("a", 1)["7/a/meta.yaml"]}artifact_uri: ${uri}\n`
  return temporaryStore(twoRuns({ "7/a/meta.yaml": meta, ...files }))
}

test("artifacts at a recorded folder of this machine are read, until the store has its own", async () => {
  const elsewhere = await temporaryStore({ "my runs/a/artifacts/m/model.txt": "elsewhere" })
  const uri = pathToFileURL(join(elsewhere, "my runs/a/artifacts")).href
  const folder = await storeWith(uri)
  await mkdir(join(folder, "7/a/artifacts"), { recursive: true })
  const store = await openStore(folder)
  expect(await store.artifacts("a")).toEqual([{ name: "m", folder: true }])
  expect(text(await store.readArtifact("a", "m/model.txt"))).toBe("elsewhere")
  expect(await store.artifactsMoved!("a")).toBeUndefined()
  await expect(store.readArtifact("a", "../artifacts/m/model.txt")).rejects.toThrow("expected one inside")
  await mkdir(join(folder, "7/a/artifacts/m"))
  await writeFile(join(folder, "7/a/artifacts/m/model.txt"), "own")
  expect(text(await (await openStore(folder)).readArtifact("a", "m/model.txt"))).toBe("own")
})

test("a recorded folder that is none of the run's is not followed", async () => {
  const elsewhere = await temporaryStore({ "secrets/key.txt": "secret", "b/artifacts/key.txt": "secret" })
  for (const place of ["secrets", "b/artifacts", "b/artifacts/../../secrets"]) {
    const store = await openStore(await storeWith(`${pathToFileURL(elsewhere).href}/${place}`))
    expect(await store.artifacts("a"), place).toEqual([])
    await expect(store.readArtifact("a", "key.txt"), place).rejects.toThrow("has no artifact key.txt")
  }
})

test("buckets are refused with the cure", async () => {
  const folder = await storeWith("s3://bucket/a/artifacts")
  const store = await openStore(folder)
  const cure =
    "lie at s3://bucket/a/artifacts, and s3: is not read from here. Fetch them with `mlflow artifacts download`"
  await expect(store.readArtifact("a", "model.txt")).rejects.toThrow(cure)
  for (const verb of ["list", "get"]) {
    const { code, stderr } = await leafwise(["artifacts", verb, "a", "--store", folder])
    expect([code, stderr]).toEqual([1, expect.stringContaining(cure)])
  }
  const { url } = await serve([folder])
  for (const path of ["", "?path=model", "/model.txt"]) {
    const { status, body } = await ask(`${url}/runs/a/artifacts${path}`)
    expect([status, `${body.error}. ${body.cure}`], path).toEqual([404, expect.stringContaining(cure)])
  }
})

test("over HTTP a run's recorded folder is served, and no link out of it", async () => {
  const outside = await temporaryStore({ "key.txt": "secret" })
  const elsewhere = await temporaryStore({ "a/artifacts/m/model.txt": "elsewhere", "links/a/n.txt": "" })
  await symlink(outside, join(elsewhere, "a/artifacts/out"))
  await symlink(join(outside, "key.txt"), join(elsewhere, "a/artifacts/m/key.txt"))
  await symlink(outside, join(elsewhere, "links/a/artifacts"))
  const folder = await storeWith(pathToFileURL(join(elsewhere, "a/artifacts")).href)
  const { url } = await serve([folder])
  const status = async (path: string): Promise<number> => (await fetch(`${url}/runs/a/artifacts${path}`)).status
  expect(await (await fetch(`${url}/runs/a/artifacts/m/model.txt`)).text()).toBe("elsewhere")
  for (const path of ["/m/key.txt", "/out/key.txt", "?path=out"]) expect(await status(path), path).toBe(403)
  // The folder itself may not be a link to any folder of the machine, recorded or in the store.
  const linked = await serve([await storeWith(pathToFileURL(join(elsewhere, "links/a/artifacts")).href)])
  await rm(join(folder, "7/b/artifacts"), { recursive: true, force: true })
  await symlink(outside, join(folder, "7/b/artifacts"))
  const places = [`${linked.url}/runs/a/artifacts`, `${url}/runs/b/artifacts`]
  for (const place of places) {
    expect((await ask(place)).status, place).toBe(403)
    expect((await ask(`${place}/key.txt`)).status, place).toBe(403)
  }
})
