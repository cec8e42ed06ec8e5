// Writes requirement_hashes.json: a hash of every line of the documents that docs/requirements.md has to quote. The
// documents themselves are no part of the repository.
//
//   node test/repo/make_requirement_hashes.js DOCUMENTS_FOLDER
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { hashOf, requirementLines } from "./requirement_lines.js"

const folder = process.argv[2]
if (!folder) throw new Error("expected the folder of the documents: node test/repo/make_requirement_hashes.js FOLDER")
const documents = readdirSync(folder)
  .filter((name) => /^\d{3}_.*\.txt$/.test(name))
  .sort()
if (documents.length === 0) throw new Error(`no document NNN_*.txt in ${folder}`)
const hashes = Object.fromEntries(
  documents.map((name) => [name.slice(0, 3), requirementLines(readFileSync(join(folder, name), "utf8")).map(hashOf)]),
)
writeFileSync(join(import.meta.dirname, "requirement_hashes.json"), `${JSON.stringify(hashes, null, 1)}\n`)
for (const [name, list] of Object.entries(hashes)) process.stdout.write(`${name}: ${list.length} lines\n`)
