// Puts a page's scripts and styles into the page itself, so that it opens as a single file.

/** The built HTML with everything that it names in it; the files it named are left out of the build. */
export function inlineAll() {
  return {
    name: "inline-all",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const pages = Object.values(bundle).filter(({ fileName }) => fileName.endsWith(".html"))
        for (const page of pages) page.source = inlined(String(page.source), bundle)
        for (const name of Object.keys(bundle)) if (!name.endsWith(".html")) delete bundle[name]
      },
    },
  }
}

function inlined(html, bundle) {
  const named = (path) => bundle[path.replace(/^\.\//, "")]
  // Nothing in a script may look like the end of its element.
  const script = (path) => named(path).code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--")
  const scripts = []
  const rest = html
    .replace(/<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/g, (_, path) => `<style>${named(path).source}</style>`)
    .replace(/<script type="module"[^>]*src="([^"]+)"[^>]*><\/script>/g, (_, path) => {
      scripts.push(`<script type="module">${script(path)}</script>`)
      return ""
    })
  return rest.replace("</body>", () => `${scripts.join("")}</body>`)
}
