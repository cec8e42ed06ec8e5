import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { pathToFileURL } from "node:url"
import { zipSync } from "fflate"
import { afterAll, expect, test } from "vitest"
import { storePath } from "../../src/cli/store-path.js"
import { openStore as openInPage } from "../../src/index.js"
import { diskFiles } from "../../src/node/files.js"
import { openStore, openWorkspace } from "../../src/node.js"
import { sqlitePath } from "../../src/store-uri.js"
import type { RunStore } from "../../src/stores/run-store.js"
import { golden, goldenPaths } from "../harness/index.js"
import { goldenFolder } from "../stores/golden-store.js"

const top = await mkdtemp(join(tmpdir(), "leafwise test-"))
afterAll(() => rm(top, { recursive: true, force: true }))

const mlruns = join(goldenFolder, "mlflow/file-2.9.2/mlruns")
const database = join(goldenFolder, "mlflow/sqlite-3.17.2/mlflow.db")
const runs = async (store: RunStore) => (await store.searchRuns({ view: "ALL" })).runs
const fileRuns = await runs(await openStore(mlruns))
const databaseRuns = await runs(await openStore(database))

/** Everything below a folder of goldens, zipped. */
async function zipped(folder: string, within = ""): Promise<Uint8Array> {
  const paths = (await goldenPaths()).filter((path) => path.startsWith(`${folder}/`))
  const entries = await Promise.all(
    paths.map(async (path) => [within + path.slice(folder.length + 1), await golden(path)]),
  )
  return zipSync(Object.fromEntries(entries))
}

test("folders and files of every kind are opened by their paths and addresses", async () => {
  const spaced = join(top, "a b%")
  await cp(mlruns, join(spaced, "mlruns"), { recursive: true })
  await copyFile(database, join(spaced, "my store.db"))
  await writeFile(join(spaced, "no ending"), await readFile(database))
  for (const source of [
    join(spaced, "mlruns"),
    pathToFileURL(join(spaced, "mlruns")),
    pathToFileURL(join(spaced, "mlruns")).href,
  ]) {
    expect(await runs(await openStore(source))).toEqual(fileRuns)
  }
  const path = join(spaced, "my store.db")
  const addresses = [
    `sqlite:///${path}`,
    `sqlite:///${relative(process.cwd(), path)}`,
    `sqlite+pysqlite:///${path}?timeout=5`,
  ]
  for (const source of [path, join(spaced, "no ending"), pathToFileURL(path), ...addresses]) {
    expect(await runs(await openStore(source))).toEqual(databaseRuns)
  }
})

test("an sqlite address is taken apart as SQLAlchemy does", () => {
  expect(sqlitePath("sqlite:///mlruns/mlflow.db")).toBe("mlruns/mlflow.db")
  expect(sqlitePath("sqlite:////srv/mlflow.db")).toBe("/srv/mlflow.db")
  expect(sqlitePath("sqlite:///C:/ml flow/mlflow.db")).toBe("C:/ml flow/mlflow.db")
  expect(sqlitePath("sqlite:///C:\\ml\\mlflow.db")).toBe("C:\\ml\\mlflow.db")
  expect(sqlitePath("C:\\ml\\mlflow.db")).toBeUndefined()
  expect(() => sqlitePath("sqlite://")).toThrow("names no file")
  expect(() => sqlitePath("sqlite:///:memory:")).toThrow("names no file")
})

test("other databases are refused with the way to them, and their passwords are not shown", async () => {
  for (const uri of ["postgresql://me:secret@host/db", "mysql+pymysql://me:secret@host/db", "mssql+pyodbc://h/db"]) {
    const error: Error = await openStore(uri).catch((reason) => reason)
    expect(error.message).toContain("mlflow server")
    expect(error.message).not.toContain("secret")
  }
  await expect(openStore("databricks://profile")).rejects.toThrow("Databricks")
  await expect(openStore("s3://bucket/mlruns")).rejects.toThrow("got s3, expected")
  await expect(openStore(join(top, "nowhere"))).rejects.toThrow("no such file or folder")
  await expect(openInPage("mlruns")).rejects.toThrow("leafwise/node")
})

test("zip archives are opened by path and from bytes: of a folder, of a database, of both", async () => {
  const ofFiles = await zipped("mlflow/file-2.9.2/mlruns", "my copy/mlruns/")
  const ofDatabase = await zipped("mlflow/sqlite-3.17.2", "store/")
  const path = join(top, "ärchive.zip")
  await writeFile(path, ofFiles)
  expect(await runs(await openStore(path))).toEqual(fileRuns)
  for (const open of [openStore, openInPage]) {
    expect(await runs(await open(ofFiles))).toEqual(fileRuns)
    const store = await open(ofDatabase)
    expect(await runs(store)).toEqual(databaseRuns)
    const withArtifacts = databaseRuns.find(({ runName }) => runName === "with-artifacts") ?? databaseRuns[0]!
    expect(await store.artifacts(withArtifacts.runId)).toBeDefined()
    expect(await runs(await open(await golden("mlflow/sqlite-3.17.2/mlflow.db")))).toEqual(databaseRuns)
    expect(await runs(await open([new File([ofFiles as Uint8Array<ArrayBuffer>], "x.zip")]))).toEqual(fileRuns)
    expect(await runs(await open(new File([ofDatabase as Uint8Array<ArrayBuffer>], "x")))).toEqual(databaseRuns)
  }
  await expect(openStore(new Uint8Array(20))).rejects.toThrow("expected a zip archive or an SQLite database")
})

test("a workspace finds databases and archives, and names what it cannot open", async () => {
  const folder = join(top, "workspace")
  await mkdir(join(folder, "old"), { recursive: true })
  await copyFile(database, join(folder, "mlflow.db"))
  await writeFile(join(folder, "old/mlruns.zip"), await zipped("mlflow/file-2.9.2/mlruns", "mlruns/"))
  await writeFile(join(folder, "old/broken.zip"), "PK\x03\x04 and nothing else")
  await writeFile(join(folder, "old/mlflow.db"), "")
  await writeFile(join(folder, "table.csv"), "a,b\n1,2\n")
  const { stores, tables, problems } = await openWorkspace(diskFiles(folder))
  expect(stores.length).toBe(2)
  expect(tables.map(({ path }) => path)).toEqual(["table.csv"])
  expect(problems.map(({ path }) => path).sort()).toEqual(["old/broken.zip", "old/mlflow.db"])
})

test("the store of a command: the option, else MLFLOW_TRACKING_URI, else ./mlruns, else ./mlflow.db", async () => {
  const cwd = join(top, "commands")
  await mkdir(cwd)
  const terminal = (env: Record<string, string> = {}) => ({ env, cwd }) as unknown as Parameters<typeof storePath>[1]
  expect(() => storePath(undefined, terminal())).toThrow("no such file or folder")
  await copyFile(database, join(cwd, "mlflow.db"))
  expect(storePath(undefined, terminal())).toBe(join(cwd, "mlflow.db"))
  await mkdir(join(cwd, "mlruns"))
  expect(storePath(undefined, terminal())).toBe(join(cwd, "mlruns"))
  expect(storePath(undefined, terminal({ MLFLOW_TRACKING_URI: "sqlite:///mlflow.db" }))).toBe(
    `sqlite:///${cwd}/mlflow.db`,
  )
  expect(storePath("mlflow.db", terminal({ MLFLOW_TRACKING_URI: "x" }))).toBe(join(cwd, "mlflow.db"))
  expect(storePath("http://127.0.0.1:5000", terminal())).toBe("http://127.0.0.1:5000")
})
