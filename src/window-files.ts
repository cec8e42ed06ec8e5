import type { WindowRow } from "./analysis/walk-forward-rows.js"
import { cellText } from "./data/column.js"
import type { Table } from "./data/table.js"
import type { RunStore } from "./stores/run-store.js"

/** Reads a CSV file. It is handed in, as a page reads tables in a worker and must not load the readers itself. */
export type ReadTable = (bytes: Uint8Array, options: { readonly name: string }) => Promise<Table>

/** Larger files are no list of folds. */
const MOST_BYTES = 2 ** 22

/** The rows of a run's CSV and JSON files, at the top and one folder down, whose names speak of folds. */
export async function windowFiles(
  store: RunStore,
  runId: string,
  readTable: ReadTable,
): Promise<{ path: string; rows: WindowRow[] }[]> {
  const list = (path: string) => store.artifacts(runId, path).catch(() => [])
  const top = (await list("")).filter(({ name }) => speaks(name))
  const folders = top.filter(({ folder }) => folder).map(({ name }) => name)
  const below = await Promise.all(
    folders.map(async (path) => (await list(path)).map((each) => ({ ...each, name: `${path}/${each.name}` }))),
  )
  const paths = [...top, ...below.flat()]
    .filter(({ folder, name, bytes }) => !folder && /\.(csv|json)$/i.test(name) && (bytes ?? 0) <= MOST_BYTES)
    .map(({ name }) => name)
  const read = await Promise.all(paths.map((path) => rowsIn(store, runId, path, readTable)))
  return paths.map((path, i) => ({ path, rows: read[i]! })).filter(({ rows }) => rows.length > 0)
}

function speaks(path: string): boolean {
  return /fold|window|walk|wf|cv|split|period/i.test(path)
}

/** A file that cannot be read is no list of folds. */
async function rowsIn(store: RunStore, runId: string, path: string, readTable: ReadTable): Promise<WindowRow[]> {
  try {
    const bytes = await store.readArtifact(runId, path)
    return /\.json$/i.test(path)
      ? rowsOfJson(JSON.parse(new TextDecoder().decode(bytes)))
      : await rowsOfCsv(bytes, path, readTable)
  } catch {
    return []
  }
}

async function rowsOfCsv(bytes: Uint8Array, path: string, readTable: ReadTable): Promise<WindowRow[]> {
  const table = await readTable(bytes, { name: path })
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(table.columns.map((column) => [column.name, cellOf(column, row)])),
  )
}

function cellOf(column: Parameters<typeof cellText>[0], row: number): unknown {
  return column.type === "number" ? column.values[row] : (cellText(column, row) ?? null)
}

/** A list of objects, an object that holds one (`{"folds": [...]}`), or lists by column as pandas writes them. */
function rowsOfJson(value: unknown): WindowRow[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === "object" && each !== null) as WindowRow[]
  if (typeof value !== "object" || value === null) return []
  const inside = Object.values(value)
  const list = inside.find((each) => Array.isArray(each) && each.length > 0 && typeof each[0] === "object")
  if (list) return rowsOfJson(list)
  const columns = Object.entries(value).filter(([, each]) => typeof each === "object" && each !== null)
  const isColumns = columns.length === inside.length && columns.length > 0
  if (!isColumns) return []
  const rows = Object.keys(columns[0]![1] as object)
  return rows.map((row) =>
    Object.fromEntries(columns.map(([name, each]) => [name, (each as Record<string, unknown>)[row]])),
  )
}
