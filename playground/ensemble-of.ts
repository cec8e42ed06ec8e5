import type { Ensemble } from "../src/index.js"
import type { ModelChoice, Session } from "./session.js"

/** A model's content, read now if it was not yet. */
export async function ensembleOf(session: Session, model: ModelChoice): Promise<Ensemble | undefined> {
  if (model.ensemble) return model.ensemble
  try {
    model.ensemble = await (await session.engine()).readModel(await model.file.read(), { name: model.label })
  } catch (error) {
    session.fail(error)
  }
  return model.ensemble
}
