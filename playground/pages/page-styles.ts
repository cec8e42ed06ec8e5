import { css } from "lit"
import { barStyles } from "../views/bar-styles.js"

/** How pages are laid out: sections below each other, charts beside each other where there is room. */
export const pageStyles = css`
  ${barStyles}
  :host {
    display: grid;
    gap: 24px;
    min-width: 0;
  }
  section {
    display: grid;
    gap: 12px;
    min-width: 0;
    align-content: start;
  }
  h2 {
    margin: 0;
    font-size: 1.3rem;
    font-weight: 600;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  h3 {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
  }
  p {
    margin: 0;
    max-width: 88ch;
  }
  .bar select {
    max-width: min(340px, 60vw);
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr));
    gap: 28px 32px;
    align-items: start;
  }
  .charts > * {
    min-width: 0;
  }
`
