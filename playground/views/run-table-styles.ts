import { css } from "lit"

/** Rows and cells that are placed by hand. */
export const runTableStyles = css`
  .bar {
    display: flex;
    gap: 6px 16px;
    flex-wrap: wrap;
    align-items: center;
    margin-bottom: 8px;
  }
  .bar label {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .bar input[type="search"] {
    width: 150px;
  }
  details {
    position: relative;
  }
  summary {
    cursor: pointer;
    padding: 3px 4px;
  }
  .choice {
    position: absolute;
    z-index: 4;
    left: 0;
    width: min(320px, 80vw);
    max-height: 320px;
    overflow: auto;
    display: grid;
    gap: 2px;
    padding: 8px 12px;
    background: var(--ground);
    border: 1px solid var(--edge);
    border-radius: 6px;
    box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
  }
  .choice label {
    overflow-wrap: anywhere;
  }
  .cell.first input {
    flex: none;
    margin: 0 2px 0 6px;
  }
  .scroll {
    position: relative;
    border: 1px solid var(--line);
    border-radius: 6px;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  [role="table"] {
    position: relative;
    min-width: 100%;
  }
  .row {
    position: absolute;
    top: 0;
    left: 0;
    width: 100%;
    height: 29px;
    border-bottom: 1px solid var(--line);
    box-sizing: border-box;
    background: var(--ground);
  }
  .head {
    position: sticky;
    z-index: 2;
    background: var(--raised);
  }
  .row:not(.head):hover {
    background: var(--hover);
  }
  .row.selected {
    background: var(--tint);
  }
  .row.pinned {
    font-weight: 600;
  }
  .cell {
    position: absolute;
    top: 0;
    width: 140px;
    height: 28px;
    line-height: 28px;
    padding: 0 8px;
    box-sizing: border-box;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .cell.metric {
    text-align: right;
  }
  .cell small {
    color: var(--quiet);
    margin-left: 6px;
    font-size: 11px;
  }
  .cell.same {
    color: var(--quiet);
  }
  .cell.first {
    position: sticky;
    left: 0;
    display: flex;
    align-items: center;
    background: inherit;
    z-index: 1;
    border-right: 1px solid var(--line);
  }
  .cell i {
    flex: 0 0 22px;
  }
  .cell button {
    border: 0;
    background: none;
    padding: 0;
    min-height: 26px;
    text-align: left;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head button {
    font-weight: 600;
  }
  .cell.metric button {
    text-align: right;
  }
  .cell .name {
    flex: 1;
    min-width: 24px;
    text-decoration: none;
  }
  .cell .name:hover {
    text-decoration: underline;
  }
  .cell .fold {
    flex: 0 0 22px;
  }
  .cell .pin {
    flex: 0 0 24px;
    text-align: center;
    color: var(--quiet);
  }
  .cell .pin[aria-pressed="true"] {
    color: var(--accent);
    background: none;
  }
  .cell button:focus-visible {
    outline-offset: -2px;
  }
`
