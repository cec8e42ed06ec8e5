import { spawn } from "node:child_process"

type Environment = Readonly<Record<string, string | undefined>>

/** The command that opens an address here; undefined where there is nobody to look at it. */
export function browserCommand(
  url: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): readonly [command: string, ...args: string[]] | undefined {
  if (environment.CI || environment.SSH_CONNECTION) return undefined
  if (platform === "darwin") return ["open", url]
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url]
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ["xdg-open", url] : undefined
}

/** Opens an address in the browser, where there is one. A browser that does not start is no failure. */
export function openBrowser(url: string, environment: Environment): void {
  const [command, ...args] = browserCommand(url, environment) ?? []
  if (command === undefined) return
  spawn(command, args, { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref()
}
