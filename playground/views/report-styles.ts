import { css } from "lit"

/** A report is a page of text and charts, as wide as is read well. */
export const reportStyles = css`
  :host {
    /* A file on a disk has no address that could be sent. */
    --chart-link: none;
    display: block;
    min-width: 0;
  }
  :host([standalone]) {
    padding: 28px clamp(14px, 4vw, 40px) 60px;
    max-width: 1320px;
    margin: 0 auto;
  }
  article,
  section,
  header {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  article {
    gap: 34px;
  }
  h1 {
    margin: 0;
    font-size: 1.55rem;
    font-weight: 650;
    letter-spacing: -0.015em;
    overflow-wrap: anywhere;
  }
  h2 {
    margin: 0;
    font-size: 1.15rem;
    border-bottom: 1px solid var(--line);
    padding-bottom: 4px;
  }
  p {
    margin: 0;
    max-width: 92ch;
    overflow-wrap: anywhere;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 32px;
    margin: 0;
  }
  dl div {
    display: grid;
    min-width: 0;
  }
  dt {
    color: var(--quiet);
    font-size: 12px;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  .bar {
    display: flex;
    gap: 8px 16px;
    flex-wrap: wrap;
    align-items: center;
  }
  .bar select {
    max-width: min(340px, 60vw);
  }
  .bar input[type="number"] {
    width: 9ch;
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
  @media print {
    section {
      break-inside: avoid;
    }
  }
`
