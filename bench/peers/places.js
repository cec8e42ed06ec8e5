// Where the benchmark keeps what it makes: all of it under .cache, which git ignores.
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const here = dirname(fileURLToPath(import.meta.url))
const cache = join(here, "../../.cache/peers")

export const places = {
  scripts: here,
  cache,
  /** Data, models and the peers' answers. */
  work: join(cache, "work"),
  /** The page that Chromium opens. */
  page: join(cache, "page"),
}
