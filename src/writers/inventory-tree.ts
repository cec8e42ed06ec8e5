import type { InventoryRun, StoreInventory } from "../results/store-inventory.js"
import { visibleText } from "./format-cell.js"

interface Branch {
  readonly text: string
  readonly branches: readonly Branch[]
}

/** An inventory as a tree: project, experiments, runs by start time, nested runs below theirs. */
export function inventoryTree({ project, experiments }: StoreInventory): string {
  const branches = experiments.map(({ name, runs }) => ({ text: `${name}/`, branches: runsOf(runs) }))
  return `${visibleText(project)}/\n${drawn(branches, "")}`
}

function runsOf(runs: readonly InventoryRun[]): Branch[] {
  const byTime = [...runs].sort((a, b) => a.number - b.number)
  return byTime.map(({ runName, runId, number, nested, incomplete }) => {
    const state = incomplete === null ? "" : `, incomplete: ${incomplete}`
    return { text: `${runName || runId} (Run ${number}${state})`, branches: runsOf(nested) }
  })
}

function drawn(branches: readonly Branch[], before: string): string {
  return branches
    .map(({ text, branches: inner }, i) => {
      const last = i === branches.length - 1
      return `${before}${last ? "└── " : "├── "}${visibleText(text)}\n${drawn(inner, before + (last ? "    " : "│   "))}`
    })
    .join("")
}
