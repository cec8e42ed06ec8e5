import { css } from "lit"

/** How the parts of every plot look. Numbers and names are in the text's colour; bars and dots carry the palette's. */
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
    font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    font-variant-numeric: tabular-nums;
    fill: var(--text);
    dominant-baseline: central;
  }
  svg .name,
  svg .to-left {
    text-anchor: end;
  }
  svg .value {
    text-anchor: start;
  }
  svg .middle {
    text-anchor: middle;
  }
  svg .quiet {
    fill: var(--quiet);
  }
  svg .small {
    font-size: 11px;
  }
  svg .end {
    text-anchor: middle;
    font-weight: 600;
  }
  svg .axis text {
    font-size: 11.5px;
    fill: var(--quiet);
    text-anchor: middle;
  }
  svg .axis line {
    stroke: var(--edge);
  }
  svg .axis .grid {
    stroke: var(--line);
  }
  svg .axis.left text {
    text-anchor: end;
  }
  svg .axis.left .label {
    text-anchor: start;
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
  svg .chance {
    stroke: var(--text);
    stroke-dasharray: 5 4;
    fill: none;
  }
  svg .bar,
  svg .up path {
    fill: var(--positive);
  }
  svg .bar.minus,
  svg .down path {
    fill: var(--negative);
  }
  svg .bar.other {
    fill: var(--missing);
  }
  svg .bar.count {
    fill: var(--line);
  }
  svg .bar.behind {
    fill: var(--text);
    opacity: 0.1;
  }
  svg .line {
    fill: none;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  svg .band {
    opacity: 0.18;
    stroke: none;
  }
  svg .inside {
    fill: var(--on-positive);
    font-weight: 600;
  }
  svg .down .inside {
    fill: var(--on-negative);
  }
  svg .halo {
    paint-order: stroke;
    stroke: var(--ground);
    stroke-width: 5px;
    stroke-linejoin: round;
  }
  svg [data-mark] {
    cursor: default;
  }
  svg .marked {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  svg .cursor circle,
  svg .cursor rect {
    fill: none;
    stroke: var(--focus);
    stroke-width: 2;
  }
  svg .cursor .around {
    stroke: var(--ground);
    stroke-width: 5;
  }
  .plot {
    position: relative;
  }
  .plot canvas {
    position: absolute;
    left: 0;
    top: 0;
    cursor: crosshair;
  }
  .scale {
    display: flex;
    gap: 8px;
    align-items: center;
    font-size: 12px;
    color: var(--quiet);
    margin-bottom: 6px;
  }
  .scale i {
    width: 110px;
    height: 8px;
    border-radius: 4px;
    forced-color-adjust: none;
  }
  .controls {
    display: flex;
    gap: 6px 14px;
    align-items: center;
    flex-wrap: wrap;
    margin-bottom: 8px;
  }
  @media (forced-colors: active) {
    svg .down path,
    svg .bar.minus {
      fill: Canvas;
      stroke: CanvasText;
      stroke-width: 1.5;
    }
    svg .down .inside {
      fill: CanvasText;
    }
  }
`

/** Buttons, choices and fields. */
export const controlStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  select {
    text-overflow: ellipsis;
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: var(--text);
    background: var(--ground);
    border: 1px solid var(--edge);
    border-radius: 6px;
    padding: 2px 9px;
    min-height: 28px;
    box-sizing: border-box;
    max-width: 100%;
  }
  input[type="range"] {
    padding: 0;
    accent-color: var(--accent);
  }
  input[type="checkbox"],
  input[type="radio"] {
    min-height: 0;
    width: 16px;
    height: 16px;
    margin: 4px;
    vertical-align: middle;
    accent-color: var(--accent);
  }
  button {
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: var(--hover);
  }
  button:disabled {
    cursor: default;
    color: var(--quiet);
    border-color: var(--line);
  }
  button.primary,
  button[aria-pressed="true"] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.primary:disabled {
    background: var(--raised);
    border-color: var(--line);
    color: var(--quiet);
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  a {
    color: var(--accent);
  }
  code {
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace;
    font-size: 0.92em;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
    font-size: 13px;
  }
  th,
  td {
    padding: 3px 10px;
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
