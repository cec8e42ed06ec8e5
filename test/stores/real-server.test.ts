import { describe, test } from "vitest"
import { httpOptions } from "../../src/node/http.js"
import { RestStore } from "../../src/stores/rest.js"
import { everyVerb } from "./every-verb.js"

const servers = (process.env.LEAFWISE_MLFLOW_SERVERS ?? "").split(",").filter((url) => url !== "")

describe.runIf(servers.length > 0)("every verb works against a real server", () => {
  test.for(servers)("%s", async (url) => {
    const version = await (await fetch(`${url}/version`)).text()
    const store = new RestStore(url, httpOptions(url, {}))
    const infinity = Number.POSITIVE_INFINITY
    await everyVerb(store, {
      purges: false,
      infinity,
      keepsDoubles: false,
      colons: !version.startsWith("2.9"),
      artifacts: true,
    })
  })
})
