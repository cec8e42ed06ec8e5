import type { FastifyReply } from "fastify"
import type { RunStore } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"

/** The header that says whether an answer was also written down. */
export const WRITTEN = "leafwise-written"

/** Lets one request at a time write, or none where the server only reads. */
export class Writes {
  readonly readOnly: boolean
  #last: Promise<unknown> = Promise.resolve()

  constructor(readOnly: boolean) {
    this.readOnly = readOnly
  }

  /**
   * Says in the answer's header whether what follows will be written to a store.
   * @throws ApiError 409 for a store that cannot be written.
   */
  announce(store: RunStore, reply: FastifyReply): void {
    if (!this.readOnly && !store.writable) {
      const cure = "Serve a folder, a database or a tracking server, or start with --read-only to have answers only."
      throw new ApiError(409, `${store.name} cannot be written`, cure)
    }
    reply.header(WRITTEN, String(!this.readOnly))
  }

  /** Waits for those who write, and lets nobody else write meanwhile. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work, work)
    this.#last = done
    return done
  }
}
