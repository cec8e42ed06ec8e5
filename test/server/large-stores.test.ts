import { symlink } from "node:fs/promises"
import { join } from "node:path"
import Fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { cellsOfJson, jsonOfCells } from "../../src/data/json-cells.js"
import { mountFiles } from "../../src/node/mounted-files.js"
import { openStore } from "../../src/node.js"
import type { Served } from "../../src/page/served-tree.js"
import { servedStore } from "../../src/served-store.js"
import { answerErrors } from "../../src/server/answer-errors.js"
import { LargeStores } from "../../src/server/large-stores.js"
import { ServedStores } from "../../src/server/served-stores.js"
import { addWorkspace } from "../../src/server/workspace-routes.js"
import { WorkspaceService } from "../../src/workspace-service.js"
import { temporaryStore, twoRuns } from "../stores/temporary-store.js"

/** A server of a folder of which at most three files are listed. */
async function serveLarge(folder: string): Promise<Served> {
  const files = await mountFiles([folder])
  const server = Fastify()
  answerErrors(server)
  addWorkspace(server, files, new LargeStores(files, new ServedStores(async () => []), 3))
  const url = await server.listen({ port: 0, host: "127.0.0.1" })
  onTestFinished(() => server.close())
  return { place: `${url}/workspace`, listing: await (await fetch(`${url}/workspace.json`)).arrayBuffer() }
}

const metrics = "5 NaN 0\n6 Infinity 9007199254740993\n7 0.25 3\n"

test("a large store is named instead of listed, and answers as it does where it lies", async () => {
  const store = twoRuns({ "7/a/metrics/m": metrics, "7/a/artifacts/t/x.txt": "text" })
  const inside = Object.fromEntries(Object.entries(store).map(([path, content]) => [`mlruns/${path}`, content]))
  const folder = await temporaryStore({ ...inside, "data/rows.csv": "a\n1\n", "old.zip": "PK" })
  const served = await serveLarge(folder)
  const listing = JSON.parse(new TextDecoder().decode(served.listing))
  const paths = listing.files.map(({ path }: { path: string }) => path)
  expect([listing.stores, paths]).toEqual([[join(folder, "mlruns")], ["data/rows.csv", "old.zip"]])
  const own = await openStore(join(folder, "mlruns"))
  const far = servedStore(served.place, listing.stores[0])
  expect(await far.experiments()).toEqual(await own.experiments())
  expect(await far.searchRuns({ maxResults: 1 })).toEqual(await own.searchRuns({ maxResults: 1 }))
  expect(await far.metricHistory("a", "m")).toEqual(await own.metricHistory("a", "m"))
  expect(await far.artifacts("a", "t")).toEqual(await own.artifacts("a", "t"))
  expect(new TextDecoder().decode(await far.readArtifact("a", "t/x.txt"))).toBe("text")
  // The page opens both beside each other.
  const opened = await new WorkspaceService().open(served)
  expect(opened.stores.map(({ name }) => name)).toEqual(listing.stores)
  expect(opened.tables.map(({ path }) => path)).toEqual(["data/rows.csv"])
})

test("what is asked of a large store reads, and leads out of no run", async () => {
  const folder = await temporaryStore(twoRuns({ "7/a/artifacts/x.txt": "text" }))
  await symlink(folder, join(folder, "7/a/artifacts/out"))
  const { place } = await serveLarge(folder)
  const far = servedStore(place, folder)
  await expect(far.readArtifact("a", "../meta.yaml")).rejects.toThrow("expected one inside the run")
  await expect(far.artifacts("a", "out")).rejects.toThrow("is a link that leads out of the run")
  await expect(far.run("none")).rejects.toThrow("no run none")
  await expect(servedStore(place, "other").experiments()).rejects.toThrow("no large store other")
  for (const query of ["verb=deleteRun&given=[]", "verb=run&given={", "verb=run&given=7"]) {
    const { status } = await fetch(`${place}-store?store=${encodeURIComponent(folder)}&${query}`)
    expect(status, query).toBe(422)
  }
})

test("whatever JSON has no words for comes back as it was", () => {
  const odd = {
    a: [1n, -5n, 2n ** 70n],
    b: [Number.NaN, -0, Number.POSITIVE_INFINITY, 0.1],
    c: ["\0n1", "\0", "s", ""],
    d: null,
  }
  expect(cellsOfJson(jsonOfCells(odd))).toEqual(odd)
  expect(Object.is((cellsOfJson(jsonOfCells({ x: -0 })) as { x: number }).x, -0)).toBe(true)
})
