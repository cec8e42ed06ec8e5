import type { Role } from "../src/index.js"
import type { Roles, Session } from "./session.js"

/** Gives a role of the chosen table to a column, or to none. A column has one role: it leaves the one it had. */
export function setRole(session: Session, role: Role, column: string | undefined): void {
  const { table, tables, items } = session.state
  if (!table) return
  const others = Object.entries(table.roles).filter(([name, held]) => name !== role && held !== column)
  const roles: Roles = { ...Object.fromEntries(others), ...(column === undefined ? {} : { [role]: column }) }
  const changed = { ...table, roles }
  session.change({
    table: changed,
    tables: tables.map((each) => (each === table ? changed : each)),
    items: items.map((item) => (item.kind === "table" && item.path === table.path ? { ...item, roles } : item)),
  })
}
