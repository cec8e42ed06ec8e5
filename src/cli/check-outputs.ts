import { stat } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import type { Command } from "commander"
import type { Terminal } from "./terminal.js"

/** Options that name a file which is written. Where their value is a number, they mean something else. */
const files = ["o", "values", "interactions", "detections", "kept", "retrainScript"]

/**
 * Looks where a command will write before it computes anything: an hour's result should not be lost to a misspelled
 * folder. `artifacts get` and `analyze-shap --output` make their folders themselves.
 * @throws Error that names the option and the folder.
 */
export async function checkOutputs(command: Command, terminal: Terminal): Promise<void> {
  const { plots, ...options } = command.opts<Record<string, unknown>>()
  if (command.parent?.name() === "artifacts") return
  const written = command.name() === "audit" ? [...files, "plan"] : files
  for (const name of written) {
    const path = options[name]
    if (typeof path === "string" && path !== "-") await checkFile(flagOf(command, name), path, terminal)
  }
  if (typeof plots === "string") await checkFolder(flagOf(command, "plots"), plots, terminal)
}

async function checkFile(flag: string, path: string, { cwd }: Terminal): Promise<void> {
  const place = resolve(cwd, path)
  if (await isFolder(place)) throw new Error(`${flag} ${path}: is a folder, expected the name of a file`)
  const folder = dirname(place)
  const there = await isFolder(folder)
  if (there === undefined) throw new Error(`${flag} ${path}: no such folder to write into. Make ${folder} first`)
  if (!there) throw new Error(`${flag} ${path}: ${folder} is a file, expected a folder`)
}

/** A folder that is missing is made later. */
async function checkFolder(flag: string, path: string, { cwd }: Terminal): Promise<void> {
  if ((await isFolder(resolve(cwd, path))) === false) throw new Error(`${flag} ${path}: is a file, expected a folder`)
}

/** Undefined where there is nothing. */
async function isFolder(path: string): Promise<boolean | undefined> {
  return (await stat(path).catch(() => undefined))?.isDirectory()
}

function flagOf(command: Command, name: string): string {
  const option = command.options.find((each) => each.attributeName() === name)
  return option?.long ?? option?.short ?? name
}
