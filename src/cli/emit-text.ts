import { resolve } from "node:path"
import { writeFileAtomically } from "../node/write-file.js"
import type { CommonOptions } from "./options.js"
import type { Terminal } from "./terminal.js"

/** Writes a document to where a verb's result goes: the file of -o, or standard output. */
export async function emitText(text: string, { o }: Pick<CommonOptions, "o">, terminal: Terminal): Promise<void> {
  if (o === undefined || o === "-") terminal.stdout.write(text)
  else await writeFileAtomically(resolve(terminal.cwd, o), text)
}
