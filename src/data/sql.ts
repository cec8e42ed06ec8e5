import type { Problem } from "./run.js"

/** A value of a cell. Whole numbers beyond 2^53 are bigints, all others numbers. */
export type SqlValue = string | number | bigint | Uint8Array | null

/** An SQLite database that is read, however it is opened. Nothing that it does changes the file. */
export interface Sql {
  /** Where it lies, for messages. */
  readonly name: string
  /** The rows of an answer, each with its cells in the order of the columns. @throws Error with SQLite's reason. */
  query(statement: string, parameters?: readonly SqlValue[]): Promise<SqlValue[][]>
  /** A text that is another one after anyone has changed the database. */
  version(): Promise<string>
  /** What was wrong with the file, although it can be read. */
  problems(): readonly Problem[]
  /** Gives back the file, and removes what was copied for reading. */
  close(): Promise<void>
}

/** What may be done within a transaction. */
export interface SqlTransaction {
  query(statement: string, parameters?: readonly SqlValue[]): SqlValue[][]
  /** @returns the number of rows that were changed. */
  run(statement: string, parameters?: readonly SqlValue[]): number
}

/** An SQLite database that can be written. */
export interface WritableSql extends Sql {
  /**
   * Does all of the work or nothing of it: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK where the work throws. The work is
   * synchronous, so that nothing that is read meanwhile sees half of it.
   */
  transaction<Result>(work: (database: SqlTransaction) => Result): Promise<Result>
}
