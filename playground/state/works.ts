import type { Progress } from "../../src/index.js"

/** Something that goes on. Others may begin and end beside it. */
export interface Work {
  /** What it does now, in a few words, and how far it is. */
  say(stage: string, progress?: Progress): void
  end(): void
}

interface Saying {
  readonly stage: string | undefined
  readonly progress: Progress | undefined
}

/** All that goes on. The work that began last is the one to show; when it ends, the one before it is again. */
export class Works {
  readonly #sayings = new Map<Work, Saying>()
  readonly #changed: (shown: Saying) => void

  constructor(changed: (shown: Saying) => void) {
    this.#changed = changed
  }

  begin(stage: string): Work {
    const work: Work = {
      say: (stage, progress) => this.#sayings.has(work) && this.#set(work, { stage, progress }),
      end: () => this.#sayings.delete(work) && this.#show(),
    }
    this.#set(work, { stage, progress: undefined })
    return work
  }

  /** Nothing goes on any more, whatever those that were stopped have still to say. */
  clear(): void {
    this.#sayings.clear()
    this.#show()
  }

  #set(work: Work, saying: Saying): void {
    this.#sayings.set(work, saying)
    this.#show()
  }

  #show(): void {
    this.#changed([...this.#sayings.values()].at(-1) ?? { stage: undefined, progress: undefined })
  }
}
