import { expect, test } from "vitest"
import { Arena } from "../../src/wasm/arena.js"
import { instantiate } from "../../src/wasm/instance.js"
import { pick, random } from "../naive/random.js"

test("blocks that are reserved at the same time never overlap, and released ones are used again", async () => {
  const arena = new Arena(await instantiate())
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed)
    const blocks: { pointer: number; bytes: number; mark: number }[] = []
    for (let step = 0; step < 400; step++) {
      if (blocks.length > 0 && next() < 0.45) {
        const [block] = blocks.splice(pick(next, blocks.length), 1)
        expect(arena.bytes(block!.pointer, block!.bytes).every((byte) => byte === block!.mark)).toBe(true)
        arena.release(block!.pointer)
        continue
      }
      const block = { bytes: pick(next, step % 10 === 0 ? 200_000 : 500), mark: step % 251, pointer: 0 }
      block.pointer = arena.reserve(block.bytes)
      expect(block.pointer % 16).toBe(0)
      arena.bytes(block.pointer, block.bytes).fill(block.mark)
      blocks.push(block)
    }
    for (const { pointer } of blocks) arena.release(pointer)
    expect(arena.used).toBe(0)
  }
  // Twenty rounds of at most a few megabytes each: memory was used again, not grown.
  expect(arena.kernels.memory.buffer.byteLength).toBeLessThan(32 * 2 ** 20)
})

test("more than 4 GiB is refused with the numbers, and the engine goes on", async () => {
  const arena = new Arena(await instantiate())
  const kept = arena.put(Float64Array.of(1, 2, 3))
  expect(() => arena.reserve(2 ** 33)).toThrow(/request for 8,192 MiB .* expected at most 4,096 MiB/)
  const large = arena.reserve(3 * 2 ** 30)
  expect(() => arena.reserve(3 * 2 ** 30)).toThrow(/request for 3,072 MiB beside 3,073 MiB in use/)
  arena.release(large)
  expect([...arena.doubles(kept, 3)]).toEqual([1, 2, 3])
})

test("the module imports nothing", async () => {
  const { compileEmbedded } = await import("../../src/wasm/instance.js")
  expect(WebAssembly.Module.imports(compileEmbedded())).toEqual([])
})
