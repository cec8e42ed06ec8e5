// The browser's side of the harness: mocha's `test` and Vitest's matchers.
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect"
import { expect, use } from "chai"

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) use(plugin)

export { expect }
export const test = (globalThis as unknown as { test: (name: string, work: () => unknown) => void }).test

const root = new URL("../../build/golden/", import.meta.url)

export async function golden(path: string): Promise<Uint8Array> {
  const response = await fetch(new URL(path, root))
  if (!response.ok) throw new Error(`golden ${path}: got ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

export async function goldenPaths(): Promise<string[]> {
  return JSON.parse(new TextDecoder().decode(await golden("index.json")))
}
