import { openReplacement } from "./open-replacement.js"

/**
 * Writes a file so that it is there as a whole or not at all: see `openReplacement`.
 * @throws Error that names the path where its folder is missing.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const file = await openReplacement(path)
  await file.write(typeof content === "string" ? new TextEncoder().encode(content) : content)
  await file.end()
}
