import type { Role, Table } from "../src/index.js"
import type { LoadedTable, Roles, Session } from "./session.js"

/** The roles that a table had before any was changed by hand. */
const guessed = new WeakMap<Table, Roles>()

/** Gives a role of the chosen table to a column, or to none. A column has one role: it leaves the one it had. */
export function setRole(session: Session, role: Role, column: string | undefined): void {
  const { table } = session.state
  if (!table) return
  if (!guessed.has(table.table)) guessed.set(table.table, table.roles)
  const others = Object.entries(table.roles).filter(([name, held]) => name !== role && held !== column)
  const roles: Roles = { ...Object.fromEntries(others), ...(column === undefined ? {} : { [role]: column }) }
  takeRoles(session, table, roles)
  session.setOption(keyOf(table), JSON.stringify(roles))
}

/** A table with the roles that the view says, or else with those that it had first. */
export function withSavedRoles(session: Session, table: LoadedTable): LoadedTable {
  const saved = rolesIn(session.view.options[keyOf(table)], table.table)
  if (saved && !guessed.has(table.table)) guessed.set(table.table, table.roles)
  const roles = saved ?? guessed.get(table.table) ?? table.roles
  return JSON.stringify(roles) === JSON.stringify(table.roles) ? table : takeRoles(session, table, roles)
}

function keyOf({ path }: LoadedTable): string {
  return `roles:${path}`
}

/** A link may come from anywhere: only columns that are there are taken. */
function rolesIn(text: unknown, { columns }: Table): Roles | undefined {
  if (typeof text !== "string") return undefined
  try {
    const found = Object.entries(JSON.parse(text) as Record<string, unknown>)
    return Object.fromEntries(found.filter(([, held]) => columns.some(({ name }) => name === held)))
  } catch {
    return undefined
  }
}

function takeRoles(session: Session, table: LoadedTable, roles: Roles): LoadedTable {
  const changed = { ...table, roles }
  const { tables, items } = session.state
  const isChosen = session.state.table?.path === table.path
  session.change({
    ...(isChosen && { table: changed }),
    tables: tables.map((each) => (each.path === table.path ? changed : each)),
    items: items.map((item) => (item.kind === "table" && item.path === table.path ? { ...item, roles } : item)),
  })
  return changed
}
