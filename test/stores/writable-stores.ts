import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import Database from "libsql"
import { writeLocalArtifact } from "../../src/node/local-artifacts.js"
import { md5 } from "../../src/node/md5.js"
import { openSqlite } from "../../src/node/sqlite.js"
import { writableFiles } from "../../src/node/writable-files.js"
import { FileStore } from "../../src/stores/file.js"
import { FileWriter } from "../../src/stores/file-writer.js"
import { SqliteStore } from "../../src/stores/sqlite.js"
import { SqliteWriter } from "../../src/stores/sqlite-writer.js"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "./golden-store.js"

const folders: string[] = []

/** An empty folder, removed by `removeFolders`. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-write-"))
  folders.push(folder)
  return folder
}

export async function removeFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
}

/** A copy of a golden store, e.g. "file-2.9.2". */
export async function copiedStore(name: string): Promise<string> {
  const folder = await freshFolder()
  copyFolder(join(goldenFolder, "mlflow", name), folder)
  return folder
}

export function fileStoreIn(folder: string, now?: () => number): FileStore {
  const files = writableFiles(folder)
  const options = { rootUri: pathToFileURL(folder).href, localArtifact: writeLocalArtifact, md5, ...(now && { now }) }
  return new FileStore(files, new FileWriter(files, options))
}

/** The database `mlflow.db` of a folder. */
export async function sqliteStoreIn(folder: string, now?: () => number): Promise<SqliteStore> {
  const path = join(folder, "mlflow.db")
  const beside = writableFiles(folder)
  const writer = new SqliteWriter({
    name: path,
    open: () => openSqlite(path, { writable: true }),
    beside,
    besideUri: pathToFileURL(folder).href,
    onDisk: writableFiles,
    localArtifact: writeLocalArtifact,
    ...(now && { now }),
  })
  return SqliteStore.open(await openSqlite(path), { beside, onDisk: writableFiles, writer })
}

const revisions = { "2.9.2": "acf3f17fdcc7", "3.17.2": "dc11669786a5" }

/** An empty database `mlflow.db` as a release of MLflow makes it. */
export async function makeDatabase(folder: string, release: keyof typeof revisions): Promise<void> {
  const database = new Database(join(folder, "mlflow.db"))
  const schema = await readFile(join(import.meta.dirname, `schema-${release}.sql`), "utf8")
  const statements = schema.split(/\n\n(?=CREATE)/)
  const isTrigger = (statement: string) => statement.startsWith("CREATE TRIGGER")
  for (const statement of statements.filter((each) => !isTrigger(each))) database.exec(statement)
  for (const statement of statements.filter(isTrigger)) database.exec(statement)
  database.exec(`
    INSERT INTO alembic_version VALUES ('${revisions[release]}');
    INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    VALUES (0, 'Default', '${pathToFileURL(folder)}/mlruns/0', 'active', 1700000000000, 1700000000000);
  `)
  database.close()
}
