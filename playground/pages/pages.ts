import type { SessionState } from "../session.js"
import type { PageId } from "../state/view-state.js"

/** A question and the page that answers it. */
export interface Page {
  readonly id: PageId
  readonly title: string
  /** The key after `g`. */
  readonly letter: string
  /** What is missing for an answer; "" when it can be given. */
  readonly missing: (state: SessionState) => string
  /** Defines the element `page-ID`, when it is first looked at. A question without a page is listed and cannot be opened. */
  readonly load?: () => Promise<unknown>
}

const pair = ({ model, table }: SessionState) => (model && table ? "" : "needs a model and a table")
const shap = (state: SessionState) =>
  pair(state) || (state.model?.ensemble?.noShap ? "this model has no SHAP values" : "")
const role = (name: "target" | "date") => (state: SessionState) =>
  state.table?.roles[name] === undefined ? `needs a ${name} column` : ""
/** A table with a target, and a model or a column that predicts it. */
const scored = (state: SessionState) => {
  if (!state.table) return "needs a table with a target"
  const judged = state.model || state.table.roles.prediction !== undefined
  return role("target")(state) || (judged ? "" : "needs a model or a prediction column")
}
/** Runs have windows of their own. */
const dated = (state: SessionState) => (state.stores.length > 0 ? "" : scored(state) || role("date")(state))
const targeted = (state: SessionState) => pair(state) || role("target")(state)

/** The questions in the order of the rail. */
export const pages: readonly Page[] = [
  { id: "dropped", title: "What did I drop?", letter: "d", missing: () => "", load: () => import("./dropped-page.js") },
  { id: "quality", title: "Is it any good?", letter: "q", missing: scored, load: () => import("./quality-page.js") },
  { id: "time", title: "Does it hold over time?", letter: "t", missing: dated, load: () => import("./time-page.js") },
  {
    id: "features",
    title: "Which features drive it?",
    letter: "f",
    missing: shap,
    load: () => import("./features-page.js"),
  },
  {
    id: "feature",
    title: "How does this feature work?",
    letter: "h",
    missing: pair,
    load: () => import("./feature-page.js"),
  },
  { id: "row", title: "Why this row?", letter: "w", missing: shap, load: () => import("./row-page.js") },
  {
    id: "leaks",
    title: "Is something leaking?",
    letter: "l",
    missing: targeted,
    load: () => import("./leaks-page.js"),
  },
  {
    id: "overfit",
    title: "Is it overfitting?",
    letter: "o",
    missing: targeted,
    load: () => import("./overfit-page.js"),
  },
  {
    id: "runs",
    title: "Which run should I promote?",
    letter: "r",
    missing: ({ stores }) => (stores.length > 0 ? "" : "needs MLflow runs"),
    load: () => import("./runs-page.js"),
  },
  {
    id: "report",
    title: "Report",
    letter: "p",
    missing: (state) => (state.stores.length > 0 ? "" : pair(state)),
    load: () => import("./report-page.js"),
  },
]

/** Why a page cannot be opened now; "" when it can. */
export function closedBecause(page: Page, state: SessionState): string {
  return page.missing(state) || (page.load ? "" : "not in this version yet")
}
