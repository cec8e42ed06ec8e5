/** Files by their path from the repository's top. */
export type FileTree = Readonly<Record<string, string>>

/** Modules that prepare or serve the others and are measured with them. */
const helpers = new Set(["memory", "cuts"])

/** The modules of assembly/index.ts that compute, and what each exports. */
export function computingModules(index: string): Map<string, string[]> {
  const found = [...index.matchAll(/^export \{([^}]+)\} from "\.\/([^"]+)"/gm)].map(([, names = "", path = ""]) => {
    // treeshap/quadrature is the one engine behind treeshap; metrics/roc-auc is a kernel of its own.
    const name = path.startsWith("metrics/") ? path : path.split("/")[0]!
    const listed = names.split(",").map((each) => each.trim())
    return [name, listed.filter((each) => each !== "")] as const
  })
  return new Map(found.filter(([name]) => !helpers.has(name)))
}

/** What a kernel lacks of its wrapper, its proof and its measure, a line each. */
export function missingTwins(tree: FileTree): string[] {
  const wrappers = Object.keys(tree).filter((path) => path.startsWith("src/kernels/"))
  const kernels = [...computingModules(tree["assembly/index.ts"] ?? "")]
  return kernels.flatMap(([kernel, names]) => [
    ...names
      .filter((name) => !wrappers.some((path) => new RegExp(`\\bkernels\\.${name}\\(`).test(tree[path]!)))
      .map((name) => `${kernel}: no file of src/kernels calls kernels.${name}`),
    ...[`test/kernels/${kernel}.test.ts`, `bench/cases/${kernel}.js`]
      .filter((path) => !(path in tree))
      .map((path) => `${kernel}: ${path} is missing`),
  ])
}
