import type { ReactiveControllerHost } from "lit"
import type {
  Check,
  Ensemble,
  Experiment,
  Explanation,
  Item,
  Progress,
  RankedFeature,
  Role,
  Run,
  RunStore,
  Table,
  WorkspaceFile,
} from "../src/index.js"
import type { Engine } from "../src/remote.js"
import { ViewHistory } from "./state/view-history.js"
import type { ViewState } from "./state/view-state.js"
import { type Work, Works } from "./state/works.js"

/** A model that can be chosen. Those of runs are read when they are. */
export interface ModelChoice {
  readonly label: string
  readonly file: WorkspaceFile
  ensemble?: Ensemble
}

/** What columns of a table are for: guessed, and changed by hand. */
export type Roles = Readonly<Partial<Record<Role, string>>>

export interface LoadedTable {
  readonly path: string
  readonly table: Table
  readonly roles: Roles
}

/** A store with what it holds. */
export interface LoadedStore {
  readonly store: RunStore
  readonly experiments: readonly Experiment[]
  readonly runs: readonly Run[]
  /** It was opened by the server of this page, which can write it. */
  readonly served?: boolean
}

/** What was computed for the chosen model and table. */
export interface Result {
  readonly explanation: Explanation
  /** The rows that were explained. */
  readonly rows: Table
  readonly ranking: readonly RankedFeature[]
}

/** What is loaded in this tab and what was computed from it: all that views show. */
export interface SessionState {
  readonly items: readonly Item[]
  readonly models: readonly ModelChoice[]
  readonly tables: readonly LoadedTable[]
  readonly stores: readonly LoadedStore[]
  readonly errors: readonly string[]
  readonly model: ModelChoice | undefined
  readonly table: LoadedTable | undefined
  readonly checks: readonly Check[]
  readonly result: Result | undefined
  /** What is going on, in a few words. */
  readonly stage: string | undefined
  readonly progress: Progress | undefined
  /** The page that was shown when all was stopped by hand: what waited there does not begin by itself. */
  readonly stoppedOn: ViewState["page"] | undefined
}

const empty: SessionState = {
  items: [],
  models: [],
  tables: [],
  stores: [],
  errors: [],
  model: undefined,
  table: undefined,
  checks: [],
  result: undefined,
  stage: undefined,
  progress: undefined,
  stoppedOn: undefined,
}

/** Holds the state, tells views when it changes, and owns the engine and the way to stop it. */
export class Session {
  state: SessionState = empty
  readonly history: ViewHistory = new ViewHistory()
  readonly #views = new Set<ReactiveControllerHost>()
  #engine: Promise<Engine> | undefined
  readonly #works = new Works((shown) => this.change(shown))
  #analysis = new AbortController()
  #reading = new AbortController()

  /** What is looked at. */
  get view(): ViewState {
    return this.history.now
  }

  /** Updates a view whenever the state changes. */
  watch(view: ReactiveControllerHost): void {
    view.addController({
      hostConnected: () => {
        this.#views.add(view)
        view.requestUpdate()
      },
      hostDisconnected: () => this.#views.delete(view),
    })
  }

  change(part: Partial<SessionState>): void {
    this.state = { ...this.state, ...part }
    this.tell()
  }

  /** Looks at something else: a step that can be undone. */
  look(part: Partial<ViewState>): void {
    if (this.history.change(part)) this.tell()
  }

  /** Remembers a page's setting as a step of its own. `undefined` forgets it. */
  setOption(key: string, value: string | number | boolean | undefined): void {
    const { [key]: _, ...others } = this.view.options
    this.look({ options: value === undefined ? others : { ...others, [key]: value } })
  }

  tell(): void {
    for (const view of this.#views) view.requestUpdate()
  }

  /** Says what went wrong until it is dismissed. Nothing that was loaded is lost. */
  fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (!this.state.errors.includes(message)) this.change({ errors: [...this.state.errors, message] })
  }

  dismissError(index: number): void {
    this.change({ errors: this.state.errors.filter((_, i) => i !== index) })
  }

  /** Begins something that is shown until it ends. */
  begin(stage: string): Work {
    return this.#works.begin(stage)
  }

  /** Ends what is being computed: another model or table comes. What is read goes on. */
  endAnalysis(): void {
    this.#analysis.abort()
    this.#analysis = new AbortController()
  }

  /** Ends all, by hand. What there is so far stays; what waited for its turn on this page waits until asked for. */
  halt(): void {
    this.endAnalysis()
    this.#reading.abort()
    this.#reading = new AbortController()
    this.#works.clear()
    this.change({ stoppedOn: this.view.page })
  }

  /** Lets begin what waits since all was stopped by hand. */
  goOn(): void {
    this.change({ stoppedOn: undefined })
  }

  /** Ends what is computed for the chosen model and table. */
  get signal(): AbortSignal {
    return this.#analysis.signal
  }

  /** Ends what is read. */
  get readingSignal(): AbortSignal {
    return this.#reading.signal
  }

  /** The workers, started when they are first needed. */
  engine(): Promise<Engine> {
    // The library comes when something is computed: the shell is drawn without it.
    this.#engine ??= import("../src/remote.js").then((remote) => remote.Engine.create())
    return this.#engine
  }
}
