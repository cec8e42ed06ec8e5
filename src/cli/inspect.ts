import type { Command } from "commander"
import type { Check, Inventory } from "../results/inventory.js"
import type { Sheet } from "../results/sheet.js"
import { emit } from "./emit.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { takeInventory } from "./take-inventory.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/** `leafwise inspect`: what files and stores are, and whether models and tables go together. */
export function addInspect(program: Command, terminal: Terminal): void {
  const command = program
    .command("inspect")
    .description("say what each file or folder is, guess the roles of columns, and check models against tables")
    .argument("<path...>", "model files, tables, mlruns folders, or folders with any of these")
  withCommonOptions(command).action((paths: string[], options: CommonOptions) => inspect(paths, options, terminal))
}

async function inspect(paths: readonly string[], options: CommonOptions, terminal: Terminal): Promise<void> {
  const inventory = await withEngine(options, terminal, (engine) => takeInventory(paths, engine, terminal))
  await emit(inventory, sheetOf(inventory), options, terminal)
}

function sheetOf({ items, pairs }: Inventory): Sheet {
  const rows = items.map(({ path, kind, summary, roles, notes }) => {
    const listed = Object.entries(roles).map(([role, column]) => `${role}: ${column}`)
    return [path, kind, [summary, ...listed, ...notes].join("; ")]
  })
  const checks = pairs.flatMap(({ model, data, checks }) =>
    checks.map((check) => checkRow(`${model} x ${data}`, check)),
  )
  return { columns: ["path", "kind", "what"], rows: [...rows, ...checks] }
}

function checkRow(pair: string, { name, status, message }: Check) {
  return [pair, `${status}: ${name}`, message]
}
