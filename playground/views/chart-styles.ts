import { css } from "lit"

/** How the parts of every plot look. Numbers and names are in the text's colour; bars and dots carry shap's. */
export const chartStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  svg {
    display: block;
    max-width: 100%;
    overflow: visible;
  }
  svg text {
    font: 13px system-ui, sans-serif;
    fill: var(--text);
    dominant-baseline: central;
  }
  svg .name {
    text-anchor: end;
  }
  svg .value {
    text-anchor: start;
  }
  svg .quiet {
    fill: var(--quiet);
  }
  svg .end {
    text-anchor: middle;
    font-weight: 600;
  }
  svg .axis text {
    font-size: 12px;
    fill: var(--quiet);
    text-anchor: middle;
  }
  svg .axis line {
    stroke: var(--quiet);
  }
  svg .zero,
  svg .connector,
  svg .guide {
    stroke: var(--quiet);
  }
  svg .connector,
  svg .guide {
    stroke-dasharray: 2 3;
  }
  svg .row-line {
    stroke: var(--line);
    stroke-dasharray: 1 5;
  }
  svg .bar {
    fill: var(--positive);
  }
  svg .up path {
    fill: var(--positive);
  }
  svg .down path {
    fill: var(--negative);
  }
  svg .inside {
    fill: #ffffff;
    font-weight: 600;
  }
`

/** Buttons, choices and fields. */
export const controlStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  button,
  select,
  input {
    font: inherit;
    color: var(--text);
    background: var(--ground);
    border: 1px solid var(--line);
    border-radius: 6px;
    padding: 4px 10px;
    min-height: 32px;
  }
  button {
    cursor: pointer;
  }
  button.primary,
  button[aria-pressed="true"] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 10px;
    text-align: left;
    border-bottom: 1px solid var(--line);
    white-space: nowrap;
  }
  th {
    font-weight: 600;
    background: var(--raised);
  }
  td.number,
  th.number {
    text-align: right;
  }
  .scroll {
    overflow: auto;
    max-width: 100%;
  }
  .quiet {
    color: var(--quiet);
  }
`
