import { explainChosen, rankOutput } from "../explain-chosen.js"
import type { Session } from "../session.js"
import { withSavedRoles } from "../set-role.js"

/** After a step back, a step forward or a link: computes what the view asks for where it is not what is shown. */
export async function applyView(session: Session): Promise<void> {
  session.tell()
  for (const each of session.state.tables) withSavedRoles(session, each)
  const { state, view } = session
  const model = state.models.find(({ label }) => label === view.model) ?? state.model
  const table = state.tables.find(({ path }) => path === view.table) ?? state.table
  if (!model || !table) return
  if (model !== state.model || table.path !== state.table?.path) await explainChosen(session, model, table)
  else await rankOutput(session)
}
