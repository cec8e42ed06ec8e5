import { html, type LitElement, nothing } from "lit"
import { type ImportanceRun, importanceRuns } from "../importance-runs.js"
import { type LockedOrder, type LockTarget, lockedOrder, lockName, lockTargets } from "../lock-order.js"
import type { Session } from "../session.js"
import { Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"

/** The order of features that is locked to another model, or to what a run logged. */
export class OrderLock {
  readonly #session: () => Session
  readonly #runs: Latest<ImportanceRun[]>
  readonly #locked: Latest<LockedOrder | undefined>

  constructor(host: LitElement & { session: Session }) {
    this.#session = () => host.session
    this.#runs = new Latest<ImportanceRun[]>(host, "looking for logged importance", true)
    this.#locked = new Latest<LockedOrder | undefined>(host, "ranking the other model", true)
  }

  /** Whether there may be anything to lock to: runs are looked through once the order is wished for. */
  get offered(): boolean {
    const { models, model, stores } = this.#session().state
    return models.some((each) => each !== model) || stores.some(({ runs }) => runs.length > 0)
  }

  /** The features in the order that is locked; undefined while it is not known. */
  get features(): readonly string[] | undefined {
    return this.#target() && this.#locked.value?.features
  }

  /** Finds what is needed. Call it at every drawing while the order is wished for. */
  want(): void {
    const session = this.#session()
    const { model, stores, table } = session.state
    this.#runs.wantLater(session, [stores], (job) => importanceRuns(session, job))
    const target = this.#target()
    if (!target) return
    const key = "model" in target ? target.model : target.run.run
    this.#locked.wantLater(session, [key, model, table?.table], (job) => lockedOrder(session, target, job))
  }

  render() {
    const session = this.#session()
    const targets = this.#targets()
    const chosen = this.#chosen(targets)
    if (chosen === undefined)
      return html`${this.#runs.progress()}
        <span class="quiet">${this.#runs.value ? "no other model is open, and no run logged an importance" : nothing}</span>`
    const choices = Object.fromEntries([...targets].map(([key, target]) => [key, lockName(target)]))
    const found = this.#locked.value
    return html`${optionSelect(session, "features.lock", "Order of", choices, chosen)} ${this.#runs.progress()}
      ${this.#locked.progress()}
      <span class="quiet">${found ? `by ${found.measure}` : "its order is not known yet"}</span>`
  }

  #targets(): Map<string, LockTarget> {
    return lockTargets(this.#session(), this.#runs.value ?? [])
  }

  /** The key of what is locked to: the one that is wished for, else the first. A run that a link names is waited for. */
  #chosen(targets: Map<string, LockTarget>): string | undefined {
    const wanted = String(this.#session().view.options["features.lock"] ?? "")
    if (targets.has(wanted)) return wanted
    return wanted.startsWith("run:") && !this.#runs.value ? undefined : targets.keys().next().value
  }

  #target(): LockTarget | undefined {
    const targets = this.#targets()
    const chosen = this.#chosen(targets)
    return chosen === undefined ? undefined : targets.get(chosen)
  }
}
