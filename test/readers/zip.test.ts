import { deflateSync, zipSync } from "fflate"
import { expect, test } from "vitest"
import { bytesRanges } from "../../src/data/ranges-of.js"
import { isZip, zipFiles } from "../../src/readers/zip-files.js"

const text = (value: string) => new TextEncoder().encode(value)
const open = (bytes: Uint8Array) => zipFiles(bytesRanges(bytes), "a.zip")
const read = async (bytes: Uint8Array, path: string) => new TextDecoder().decode(await (await open(bytes)).read(path))

/** The parts of an archive as they are written, so that every field can be wrong. */
interface Part {
  readonly name: string | Uint8Array
  readonly data?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly size?: number
  readonly extra?: Uint8Array
  readonly crc?: number
}

/** An archive written by hand. @param options.large with the records of zip64; options.descriptor with sizes behind the data. */
function archive(
  parts: readonly Part[],
  { large = false, descriptor = false, before = new Uint8Array(0) } = {},
): Uint8Array {
  const chunks: Uint8Array[] = [before]
  const directory: Uint8Array[] = []
  let at = before.length
  for (const {
    name,
    data = new Uint8Array(0),
    method = 0,
    flags = 0x800,
    size,
    extra = new Uint8Array(0),
    crc,
  } of parts) {
    const packed = method === 8 ? deflateSync(data) : data
    const raw = typeof name === "string" ? text(name) : name
    const facts = {
      method,
      flags: flags | (descriptor ? 8 : 0),
      crc: crc ?? crcOf(data),
      packed: packed.length,
      size: size ?? data.length,
    }
    const local = record(
      0x04034b50,
      [2, 20],
      [2, facts.flags],
      [2, method],
      [4, 0],
      [4, descriptor ? 0 : facts.crc],
      [4, descriptor ? 0 : facts.packed],
      [4, descriptor ? 0 : facts.size],
      [2, raw.length],
      [2, 0],
    )
    const tail = descriptor ? record(0x08074b50, [4, facts.crc], [4, facts.packed], [4, facts.size]) : new Uint8Array(0)
    const sizes = large ? 0xffffffff : undefined
    const wide = large ? record(undefined, [2, 1], [2, 24], [8, facts.size], [8, facts.packed], [8, at]) : extra
    directory.push(
      record(
        0x02014b50,
        [2, 20],
        [2, 20],
        [2, facts.flags],
        [2, method],
        [4, 0],
        [4, facts.crc],
        [4, sizes ?? facts.packed],
        [4, sizes ?? facts.size],
        [2, raw.length],
        [2, wide.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, sizes ?? at - before.length],
      ),
      raw,
      wide,
    )
    chunks.push(local, raw, packed, tail)
    at += local.length + raw.length + packed.length + tail.length
  }
  const bytes = directory.reduce((sum, { length }) => sum + length, 0)
  const end64 = record(
    0x06064b50,
    [8, 44],
    [2, 45],
    [2, 45],
    [4, 0],
    [4, 0],
    [8, parts.length],
    [8, parts.length],
    [8, bytes],
    [8, at],
  )
  const locator = record(0x07064b50, [4, 0], [8, at + bytes], [4, 1])
  const end = record(
    0x06054b50,
    [2, 0],
    [2, 0],
    [2, large ? 0xffff : parts.length],
    [2, large ? 0xffff : parts.length],
    [4, large ? 0xffffffff : bytes],
    [4, large ? 0xffffffff : at - before.length],
    [2, 0],
  )
  return joined([...chunks, ...directory, ...(large ? [end64, locator] : []), end])
}

function record(signature: number | undefined, ...fields: (readonly [bytes: number, value: number])[]): Uint8Array {
  const all = signature === undefined ? fields : [[4, signature] as const, ...fields]
  const view = new DataView(new ArrayBuffer(all.reduce((sum, [bytes]) => sum + bytes, 0)))
  let at = 0
  for (const [bytes, value] of all) {
    if (bytes === 2) view.setUint16(at, value, true)
    if (bytes === 4) view.setUint32(at, value, true)
    if (bytes === 8) view.setBigUint64(at, BigInt(value), true)
    at += bytes
  }
  return new Uint8Array(view.buffer)
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function crcOf(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

test("files that are stored and deflated are read, and folders listed, empty ones as well", async () => {
  const bytes = zipSync({
    "mlruns/0/meta.yaml": [text("name: Default\n".repeat(100)), { level: 9 }],
    "mlruns/0/plain": [text("as it is"), { level: 0 }],
    "mlruns/0/none": new Uint8Array(0),
    "mlruns/empty/": new Uint8Array(0),
  })
  expect(isZip(bytes)).toBe(true)
  const files = await open(bytes)
  expect((await files.list(""))!.map(({ name, folder }) => [name, folder])).toEqual([["mlruns", true]])
  expect(await files.list("mlruns/empty")).toEqual([])
  expect(await files.list("mlruns/none")).toBeUndefined()
  expect(await files.list("mlruns/0")).toContainEqual({ name: "plain", folder: false, bytes: 8 })
  expect(await read(bytes, "mlruns/0/meta.yaml")).toBe("name: Default\n".repeat(100))
  expect(await read(bytes, "mlruns/0/plain")).toBe("as it is")
  expect(await read(bytes, "mlruns/0/none")).toBe("")
  await expect(files.read("mlruns/0")).rejects.toThrow("no such file")
})

test("zip64, sizes behind the data, and what stands before an archive are understood", async () => {
  const parts = [
    { name: "a", data: text("first") },
    { name: "b", data: text("second".repeat(50)), method: 8 },
  ]
  for (const options of [{ large: true }, { descriptor: true }, { before: text("#!/bin/sh\n") }, {}]) {
    const bytes = archive(parts, options)
    expect([await read(bytes, "a"), await read(bytes, "b")]).toEqual(["first", "second".repeat(50)])
  }
  expect(await (await open(archive([]))).list("")).toEqual([])
})

test("names are read as UTF-8 whether it is said or not, else as code page 437, and from Info-ZIP's field", async () => {
  const unicode = joined([record(undefined, [2, 0x7075], [2, 5 + 6]), Uint8Array.of(1, 0, 0, 0, 0), text("実験")])
  const files = await open(
    archive([
      { name: "said ☃", flags: 0x800 },
      { name: "not said ☃", flags: 0 },
      { name: Uint8Array.of(0x81, 0x2e, 0x74), flags: 0 },
      { name: "field", flags: 0, extra: unicode },
    ]),
  )
  expect((await files.list(""))!.map(({ name }) => name).sort()).toEqual(["not said ☃", "said ☃", "ü.t", "実験"].sort())
})

test("no path leads out of the archive, and what macOS adds is left out", async () => {
  const names = [
    "../../etc/passwd",
    "/root/key",
    "C:\\Users\\me\\x",
    "a\\b",
    "a/./c/../d",
    "__MACOSX/a/._b",
    "ok",
    "...",
    "..",
  ]
  const files = await open(archive(names.map((name) => ({ name, data: text(name) }))))
  expect(await files.list("__MACOSX")).toBeUndefined()
  for (const path of ["etc/passwd", "root/key", "Users/me/x", "a/b", "a/d", "ok", "..."]) {
    expect(names.map((name) => name)).toContain(new TextDecoder().decode(await files.read(path)))
  }
  expect((await files.list(""))!.map(({ name }) => name).sort()).toEqual(["...", "Users", "a", "etc", "ok", "root"])
})

test("what is encrypted, packed otherwise, damaged or larger than it can be is refused, and the rest read", async () => {
  const good = { name: "good", data: text("good") }
  const bad: [Part, string][] = [
    [{ name: "x", data: text("secret"), flags: 1 }, "is encrypted"],
    [{ name: "x", data: text("bz"), method: 12 }, "method 12, expected store or deflate"],
    [{ name: "x", data: text("text"), crc: 1 }, "checksum"],
    [{ name: "x", data: text("bomb"), method: 8, size: 2 ** 30 }, "cannot hold"],
    [{ name: "x", data: text("bomb"), method: 8, size: 2 ** 31 }, "expected at most"],
    [{ name: "x", data: text("short"), size: 50 }, "cannot hold"],
    [{ name: "x", data: new Uint8Array(5000), method: 8, size: 10 }, "damaged"],
  ]
  for (const [part, reason] of bad) {
    const files = await open(archive([part, good]))
    await expect(files.read("x")).rejects.toThrow(reason)
    expect(new TextDecoder().decode(await files.read("good"))).toBe("good")
  }
})

test("an archive that is cut off or damaged anywhere says so, or gives what it holds", async () => {
  const bytes = archive([
    { name: "a", data: text("first") },
    { name: "b", data: text("second".repeat(50)), method: 8 },
  ])
  for (let end = 0; end < bytes.length; end++) {
    await expect(open(bytes.subarray(0, end))).rejects.toThrow("is no zip archive that can be read")
  }
  for (let at = 0; at < bytes.length; at++) {
    const broken = bytes.slice()
    broken[at] = broken[at]! ^ 0xff
    const files = await open(broken).catch((error: Error) => error)
    if (files instanceof Error) expect(files.message).toMatch(/^a\.zip: /)
    else
      for (const path of ["a", "b"])
        await files.read(path).catch((error: Error) => expect(error.message).toMatch(/^a\.zip: /))
  }
})

test("a directory that claims more than it holds is refused", async () => {
  const bytes = archive([{ name: "a" }])
  const view = new DataView(bytes.buffer)
  view.setUint16(bytes.length - 12, 60_000, true)
  await expect(open(bytes)).rejects.toThrow("claims 60000 entries")
})

test("a large file comes in portions, and damage ends them", async () => {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => ((i * 2654435761) >>> 13) & 0xff)
  const data = bytes(100_000)
  for (const [method, data] of [
    [0, bytes(1_100_000)],
    [8, bytes(100_000)],
  ] as const) {
    const whole = archive([{ name: "a", data, method }])
    const files = await open(whole)
    const portions: Uint8Array[] = []
    for await (const portion of files.portions!("a")) portions.push(portion.slice())
    expect(portions.length).toBeGreaterThan(1)
    expect(Buffer.compare(joined(portions), data)).toBe(0)
  }
  const take = async (part: Partial<Part>) => {
    for await (const _ of (await open(archive([{ name: "a", data, method: 8, ...part }]))).portions!("a"));
  }
  await expect(take({ crc: 1 })).rejects.toThrow("a.zip: a: is damaged: its checksum")
  for (const size of [data.length - 1, data.length + 1]) {
    await expect(take({ size })).rejects.toThrow(/a\.zip: a: is damaged: got \d+ bytes.*expected/)
  }
  await expect(take({ size: 2 ** 32 - 2 })).rejects.toThrow("cannot hold")
  await expect(take({ method: 12 })).rejects.toThrow("is packed with method 12")
  const broken = archive([{ name: "a", data, method: 8 }])
  broken.fill(255, 1000, 2000)
  const reading = async () => {
    for await (const _ of (await open(broken)).portions!("a"));
  }
  await expect(reading()).rejects.toThrow("a.zip: a: is damaged")
})
