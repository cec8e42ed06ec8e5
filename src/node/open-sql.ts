import { rmSync } from "node:fs"
import { mkdtemp, open, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Files } from "../data/files.js"
import type { Sql } from "../data/sql.js"
import { openSqlite } from "./sqlite.js"

/** A database in a tree of files: on the disk itself, or from a copy of what lies in an archive or in memory. */
export async function openSqlOf(files: Files, path: string): Promise<Sql> {
  if (files.onDisk) return openSqlite(files.onDisk(path))
  const folder = await mkdtemp(join(tmpdir(), "leafwise-"))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once("exit", remove)
  try {
    const copy = join(folder, "copy.db")
    await copyFile(files, path, copy)
    const at = path.lastIndexOf("/")
    const beside = (await files.list(path.slice(0, Math.max(0, at)))) ?? []
    for (const ending of ["-wal", "-journal"]) {
      if (!beside.some(({ name }) => name === path.slice(at + 1) + ending)) continue
      await copyFile(files, path + ending, copy + ending)
    }
    const sql = await openSqlite(copy, { name: `${files.name}/${path}` })
    return Object.assign(sql, { close: closing(sql, folder, remove) })
  } catch (error) {
    remove()
    process.removeListener("exit", remove)
    throw error
  }
}

/** In portions where the tree has them: a database may be larger than what memory should be taken for it. */
async function copyFile(files: Files, path: string, copy: string): Promise<void> {
  if (!files.portions) return writeFile(copy, await files.read(path))
  const file = await open(copy, "w")
  try {
    for await (const portion of files.portions(path)) await file.writeFile(portion)
  } finally {
    await file.close()
  }
}

function closing(sql: Sql, folder: string, remove: () => void): () => Promise<void> {
  const close = sql.close.bind(sql)
  return async () => {
    await close()
    await rm(folder, { recursive: true, force: true })
    process.removeListener("exit", remove)
  }
}
