import type { PaletteName } from "./plots/palette.js"

/** What the page looks like: as the system says, or one of the two. */
export type Theme = "system" | "light" | "dark"

const themes: readonly Theme[] = ["system", "light", "dark"]
export const palettes: Readonly<Record<PaletteName, string>> = {
  shap: "SHAP",
  "okabe-ito": "Okabe\u2013Ito",
  cividis: "Cividis",
}

/** The theme that was chosen last. */
export function themeOf(): Theme {
  return themes.find((theme) => theme === kept("theme")) ?? "system"
}

export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length]!
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  keep("theme", theme)
  redraw()
}

/** The palette that was chosen last. */
export function paletteName(): PaletteName {
  const name = kept("palette")
  return name === "okabe-ito" || name === "cividis" ? name : "shap"
}

export function applyPalette(name: PaletteName): void {
  document.documentElement.dataset.palette = name
  keep("palette", name)
  redraw()
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
}

/** What is drawn as pixels must be drawn anew when colours change. */
export const LOOK_CHANGED = "leafwise-look"

function redraw(): void {
  window.dispatchEvent(new Event(LOOK_CHANGED))
}

/** A setting of this browser; undefined where it keeps none. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(`leafwise.${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`leafwise.${name}`, value)
  } catch {
    // A browser that keeps nothing forgets the setting with the tab.
  }
}
