/** What the page looks like: as the system says, or one of the two. */
export type Theme = "system" | "light" | "dark"

const order: readonly Theme[] = ["system", "light", "dark"]
const KEY = "leafwise.theme"

/** The theme that was chosen last. */
export function themeOf(): Theme {
  const stored = localStorage.getItem(KEY)
  return order.find((theme) => theme === stored) ?? "system"
}

export function nextTheme(theme: Theme): Theme {
  return order[(order.indexOf(theme) + 1) % order.length]!
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  localStorage.setItem(KEY, theme)
}
