/** What a reader has to say about a file, without its name: the door adds format and name. */
export class Refusal extends Error {}

const told = new WeakSet<object>()

/** Marks an error that is passed on as it is: it says what there is to say, or is none of the file's. */
export function asTold(error: unknown): unknown {
  if (typeof error === "object" && error !== null) told.add(error)
  return error
}

/** Whether an error is passed on as it is. */
export function isTold(error: unknown): boolean {
  return typeof error === "object" && error !== null && told.has(error)
}

/**
 * Runs a reader. Whatever goes wrong inside becomes one plain error that starts with format and file name; what a
 * library threw stays as its cause.
 */
export async function atDoor<T>(format: string, name: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw isTold(error) ? error : asTold(new Error(`${format} ${name}: ${explain(error)}`, { cause: error }))
  }
}

/** What to say about an error: a refusal speaks for itself, what a library says needs an introduction. */
export function explain(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return error instanceof Refusal ? said : `the file is damaged or uses an unknown feature (${said})`
}

/** Refuses column names that occur twice, since a column is asked for by its name. */
export function refuseDuplicates(names: readonly string[]): void {
  const first = new Map<string, number>()
  names.forEach((name, i) => {
    const before = first.get(name)
    if (before !== undefined) {
      throw new Refusal(`column name "${name}" occurs twice, as columns ${before + 1} and ${i + 1}; rename one of them`)
    }
    first.set(name, i)
  })
}
