// Unpacks test/golden/*.tar.gz into build/golden and lists every file in index.json there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const golden = join(root, "test/golden")
const target = join(root, "build/golden")
const index = join(target, "index.json")

/** Unpacks every archive that is newer than what was unpacked last; does nothing when none is. */
export async function unpackGoldens() {
  const archives = readdirSync(golden)
    .filter((name) => name.endsWith(".tar.gz"))
    .sort()
  const stamp = existsSync(index) ? statSync(index).mtimeMs : 0
  if (stamp > 0 && archives.every((name) => statSync(join(golden, name)).mtimeMs < stamp)) return
  rmSync(target, { recursive: true, force: true })
  const files = archives.flatMap((name) => untar(gunzipSync(readFileSync(join(golden, name)))))
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    if (bytes) writeFileSync(join(target, path), bytes)
    else mkdirSync(join(target, path), { recursive: true })
  }
  writeFileSync(index, JSON.stringify(files.filter((file) => file.bytes).map((file) => file.path)))
}

/** The entries of a ustar or GNU archive: `bytes` is undefined for a folder. */
function untar(archive) {
  const files = []
  let longName
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + 512)
    const size = Number.parseInt(text(header, 124, 12), 8)
    const type = String.fromCharCode(header[156])
    const bytes = archive.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
    if (type === "L") {
      longName = text(bytes, 0, size)
      continue
    }
    const prefix = text(header, 345, 155)
    const path = longName ?? (prefix ? `${prefix}/` : "") + text(header, 0, 100)
    longName = undefined
    if (path.split("/").includes("..")) throw new Error(`golden archive: refused to unpack ${path}`)
    if (type === "5") files.push({ path })
    else if (type === "0" || type === "\0") files.push({ path, bytes })
  }
  return files
}

function text(bytes, from, length) {
  const end = bytes.indexOf(0, from)
  return bytes.toString("utf8", from, end < 0 || end > from + length ? from + length : end)
}
