import { type ColumnDrift, columnNamed, type Table, takeRows } from "../src/index.js"
import type { Engine } from "../src/remote.js"
import type { Job } from "./pages/latest.js"
import type { DriftData } from "./plots/drift.js"

/** What moved from the first window of time to a later one. */
export interface DriftedWindow {
  readonly windows: readonly string[]
  readonly late: string
  readonly columns: readonly ColumnDrift[]
  readonly rows: { readonly reference: number; readonly current: number; readonly total: number }
  readonly notes: readonly string[]
}

type Every = "day" | "week" | "month" | "quarter" | "year"

/**
 * Compares a window with the first one, column by column: what is copied to a worker at a time stays small.
 * @param wanted `every`: how long windows are, "" for what fits; `late`: the window's name, the last by default.
 * @returns undefined when there is one window only.
 */
export async function driftedWindow(
  engine: Engine,
  table: Table,
  date: string,
  columns: readonly string[],
  wanted: { every: string; late: string },
  { signal, onProgress }: Job,
): Promise<DriftedWindow | undefined> {
  const every = (wanted.every || undefined) as Every | undefined
  const { windows } = await engine.timeWindows(columnNamed(table, date), table.rows, every, { signal })
  const [first] = windows
  const late = windows.slice(1).find(({ name }) => name === wanted.late) ?? windows.at(-1)
  if (!first || !late || first === late) return undefined
  const found: ColumnDrift[] = []
  const notes = new Set<string>()
  const started = performance.now()
  for (const [i, name] of columns.entries()) {
    signal.throwIfAborted()
    const one = { ...table, columns: [columnNamed(table, name)] }
    const [before, after] = [takeRows(one, first.rows), takeRows(one, late.rows)]
    const drift = await engine.drift(before, after, { columns: [name] }, { signal })
    found.push(...drift.columns)
    const perColumn = (performance.now() - started) / 1000 / (i + 1)
    const [done, total] = [(i + 1) * table.rows, columns.length * table.rows]
    const rate = { rowsPerSecond: table.rows / perColumn, secondsLeft: perColumn * (columns.length - i - 1) }
    onProgress({ stage: "measuring", done, total, ...rate })
  }
  const noisy = found.filter(({ psiNoise }) => psiNoise >= 0.05)
  if (noisy.length > 0) {
    const largest = Math.max(...noisy.map(({ psiNoise }) => psiNoise))
    notes.add(
      `Few rows: without any drift the PSI of ${noisy.length} of ${found.length} columns would be about ${largest.toFixed(2)}.`,
    )
  }
  const rows = { reference: first.rows.length, current: late.rows.length, total: table.rows }
  return { windows: windows.map(({ name }) => name), late: late.name, columns: found, rows, notes: [...notes] }
}

/** The columns that moved most first. */
export function driftData({ windows, late, columns, rows }: DriftedWindow): DriftData {
  const sorted = columns.toSorted((a, b) => b.psi - a.psi)
  return {
    from: windows[0]!,
    to: late,
    features: sorted.map(({ column, psi, ks }) => ({ name: column, psi, ks })),
    rows: {
      in: rows.total,
      used: rows.reference + rows.current,
      dropped: [["in other windows", rows.total - rows.reference - rows.current]],
    },
  }
}
