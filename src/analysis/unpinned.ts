/**
 * The lines of a requirements.txt that leave the version open. Comments, options (`-r`, `--index-url`) and lines that go
 * on after a backslash are pip's; `==1.*` is open, `name @ https://...` is fixed.
 */
export function unpinned(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "" && !isOption(line) && !isPinned(line))
}

function isOption(line: string): boolean {
  return /^-/.test(line) && !/^(-e|--editable)\b/.test(line)
}

function isPinned(line: string): boolean {
  const requirement = line
    .split(";")[0]!
    .replace(/\s--hash=\S+/g, "")
    .trim()
  if (/@\s*\S+:\/\//.test(requirement)) return true
  return /^[\w.-]+\s*(\[[^\]]*\])?\s*={2,3}\s*[^\s,*]+$/.test(requirement)
}
