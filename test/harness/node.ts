import { readFileSync } from "node:fs"
import { join } from "node:path"

export { expect, test } from "vitest"

const root = join(import.meta.dirname, "../../build/golden")

/** The bytes of an unpacked golden file, e.g. `lgb_binary/model.txt`. */
export async function golden(path: string): Promise<Uint8Array> {
  return new Uint8Array(readFileSync(join(root, path)))
}

/** The paths of all golden files. */
export async function goldenPaths(): Promise<string[]> {
  return JSON.parse(readFileSync(join(root, "index.json"), "utf8"))
}
