import { execFile } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { version } from "../../src/version.js"
import { goldenFolder, goldenJson, type JsonNumber } from "../stores/golden-store.js"

interface Manifest {
  readonly version: string
  readonly engines?: { readonly node?: string }
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | Record<string, string>>
  readonly dependencies: Record<string, string>
}

const root = join(import.meta.dirname, "../..")
const manifest = manifestAt(root)
const targets = Object.values(manifest.exports).flatMap((to) => (typeof to === "string" ? [to] : Object.values(to)))

test("every target of exports and bin is there after a build", () => {
  const missing = [...targets, ...Object.values(manifest.bin)].filter((path) => !existsSync(join(root, path)))
  expect(missing, 'build with "node scripts/build.js" first').toEqual([])
})

test("the doors are those of the contract, types before the code", () => {
  expect(Object.keys(manifest.exports)).toEqual([
    ...[".", "./node", "./worker", "./remote", "./kernels.wasm", "./package.json"],
  ])
  for (const [door, to] of Object.entries(manifest.exports)) {
    if (typeof to === "string") continue
    expect(Object.keys(to), door).toEqual(["types", "default"])
    expect(to.types?.replace(/\.d\.ts$/, ".js"), door).toBe(to.default)
  }
})

test("the version is the same everywhere", () => {
  expect(version).toBe(manifest.version)
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  expect([lock.version, lock.packages[""].version]).toEqual([version, version])
})

test("Node 20.19 is enough, and the lock holds nothing that wants more", () => {
  expect(manifest.engines).toEqual({ node: ">=20.19" })
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  const entries = Object.entries(packages as Record<string, Pick<Manifest, "engines">>)
  expect(entries.filter(([, { engines }]) => wantsMore(engines?.node)).map(([path]) => path)).toEqual([])
})

test("the command begins as a program of Node", () => {
  expect(readFileSync(join(root, manifest.bin.leafwise!), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/)
})

describe("the packed tarball, installed into an empty folder", { timeout: 120_000 }, () => {
  const binary = ["lgb_binary/model.txt", "lgb_binary/features.arrow"].map((path) => join(goldenFolder, path))
  let folder = ""
  let packed: { path: string; mode: number }[] = []
  const installed = (path: string) => join(folder, "node_modules/leafwise", path)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "leafwise-installed-"))
    const { stdout } = await npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder)
    const [tarball] = JSON.parse(stdout)
    packed = tarball.files
    await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }')
    await npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball.filename}`)
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test("has the library, the command, the page, the sample and the licence, and nothing else", () => {
    const paths = packed.map(({ path }) => path)
    for (const path of ["LICENSE", "README.md", "dist/bin.js", "dist/node/thread.js", "dist/playground/index.html"]) {
      expect(paths).toContain(path)
    }
    expect(paths.some((path) => /^sample\/mlruns\/\d+\/[0-9a-f]{32}\/artifacts\/model\.txt$/.test(path))).toBe(true)
    expect(
      paths.filter((path) => !/^(dist|sample|docs)\/|^(LICENSE|(README|CHANGELOG)\.md|package\.json)$/.test(path)),
    ).toEqual([])
    for (const target of targets) expect(existsSync(installed(target)), target).toBe(true)
  })

  test("has a command that can be executed", async () => {
    expect((await stat(installed("dist/bin.js"))).mode & 0o111).toBe(0o111)
    const { stdout } = await npx("leafwise", "--help")
    expect(stdout).toContain("Usage: leafwise [options] [command]")
    expect((await npx("leafwise", "--version")).stdout).toBe(`${version}\n`)
  })

  test("checks a model against a table", async () => {
    const { stdout } = await npx("leafwise", "inspect", ...binary, "--json")
    const { pairs } = JSON.parse(stdout)
    expect(pairs[0].checks.map(({ status }: { status: string }) => status)).not.toContain("fail")
    expect(pairs[0].checks.map(({ name }: { name: string }) => name)).toContain("additivity")
  })

  test("is imported by its doors, and predicts on one thread and on two", async () => {
    const script = `import { readFile } from "node:fs/promises"
import { Engine, readModel, readTable } from "leafwise"
import { Engine as Pool, readModel as open } from "leafwise/node"
const [model, data] = process.argv.slice(2)
const table = await readTable(new Uint8Array(await readFile(data)))
const engine = await Engine.create()
const pool = await Pool.create({ threads: 2 })
const one = await engine.predict(readModel(new Uint8Array(await readFile(model))), table)
const two = await pool.predict(open(model), table)
console.log(JSON.stringify([[...one], [...two], import.meta.resolve("leafwise/kernels.wasm")]))
`
    await writeFile(join(folder, "predict.js"), script)
    const { stdout } = await run(process.execPath, ["predict.js", ...binary], { cwd: folder })
    const [one, two, wasm] = JSON.parse(stdout)
    const { margin } = await goldenJson<{ margin: JsonNumber[][] }>("lgb_binary/expected.json")
    expect(one).toHaveLength(margin.length)
    for (const [i, [expected]] of margin.entries()) expect(one[i]).toBeCloseTo(Number(expected), 9)
    expect(two).toEqual(one)
    expect(wasm).toMatch(/dist\/kernels\.wasm$/)
  })

  test("has types that a strict project compiles with, its dependencies' not skipped", async () => {
    const source = `import { type Explanation, Engine, metrics, readModel, readTable } from "leafwise"
import { openStore } from "leafwise/node"
import { Engine as Remote } from "leafwise/remote"
const engine = await Engine.create()
const explanation: Explanation = await engine.shap(readModel(new Uint8Array()), await readTable(new Uint8Array()))
export const values: Float64Array = explanation.values[0]![0]!
export const auc: number = metrics.rocAuc([0, 1], [0.1, 0.9])
export const runs = (await (await openStore("mlruns")).searchRuns()).runs
export const remote: Promise<Remote> = Remote.create({ threads: 2 })
// @ts-expect-error there is no such space
await engine.predict(readModel(new Uint8Array()), await readTable(new Uint8Array()), { space: "log-odds" })
`
    await writeFile(join(folder, "use.ts"), source)
    const options = "--noEmit --strict --target es2022 --module nodenext --lib es2023,dom,dom.iterable".split(" ")
    const tsc = join(root, "node_modules/typescript/bin/tsc")
    const { stdout } = await run(process.execPath, [tsc, ...options, "use.ts"], { cwd: folder }).catch((e) => e)
    expect(stdout).toBe("")
  })

  // fastify's light-my-request 6.8 wants cookie 2, which wants Node 22. "overrides" hold in this repository only.
  test("brings nothing that wants a newer Node", () => {
    const modules = join(folder, "node_modules")
    const names = readdirSync(modules).flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    const found = names.filter((name) => existsSync(join(modules, name, "package.json")))
    expect(found.filter((name) => wantsMore(manifestAt(join(modules, name)).engines?.node))).toEqual([])
  })

  function npx(...args: string[]) {
    return run("npx", args, { cwd: folder, env: ownEnvironment(), shell: process.platform === "win32" })
  }
})

const run = promisify(execFile)

function npm(cwd: string, ...args: string[]) {
  return run("npm", args, { cwd, env: ownEnvironment(), shell: process.platform === "win32", maxBuffer: 2 ** 26 })
}

/** Without what `npm test` hands on of this repository's settings. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
}

function manifestAt(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
}

/** Whether a range of Node versions has none that 20.19 is in, as far as plain lower bounds tell. */
function wantsMore(range = "*"): boolean {
  return range.split("||").every((part) => {
    const [, major = "0", minor = "0"] = /(?:^|>=|\^|~)\s*v?(\d+)(?:\.(\d+))?/.exec(part.trim()) ?? []
    const pinned = /^\^/.test(part.trim()) && Number(major) < 20
    return pinned || Number(major) > 20 || (Number(major) === 20 && Number(minor) > 19)
  })
}
