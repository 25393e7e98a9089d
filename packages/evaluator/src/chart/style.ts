/**
 * Colours as CSS variables, on white. They are Okabe and Ito's ("Color Universal Design", 2008), told apart by people
 * with any common colour blindness.
 */
export const LIGHT = `--ink: #1d2329; --faint: #5c6773; --rule: #e4e8ec; --paper: #ffffff;
  --blue: #0072b2; --vermillion: #d55e00; --green: #009e73; --on-blue: #ffffff;`;

/** The same on near-black: lighter kin of the same hues. */
export const DARK = `--ink: #e8ecf0; --faint: #9aa6b2; --rule: #2a323a; --paper: #14181c;
  --blue: #56b4e9; --vermillion: #ff9d4d; --green: #2fc79b; --on-blue: #0b1116;`;

/** What the reader's machine has: nothing is fetched. */
export const FONT = `-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;

/** The style sheet of all charts, in a page or in a separate file. */
export const CHART_STYLE = `
.chart {
  ${LIGHT}
  font-family: ${FONT};
  font-size: 12px; font-variant-numeric: tabular-nums;
}
@media (prefers-color-scheme: dark) {
  .chart {
    ${DARK}
  }
}
.chart text { fill: var(--faint); }
.chart .paper { fill: var(--paper); }
.chart .title { fill: var(--ink); font-size: 13.5px; font-weight: 600; }
.chart .ink { fill: var(--ink); }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .rule { stroke: var(--rule); stroke-width: 1; }
.chart .base { stroke: var(--faint); stroke-width: 1; }
.chart .guide { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 3; fill: none; }
.chart .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.chart .muted { stroke: var(--faint); stroke-width: 1; opacity: 0.45; }
.chart .blue { stroke: var(--blue); }
.chart .vermillion { stroke: var(--vermillion); }
.chart .green { stroke: var(--green); }
.chart .fill-blue { fill: var(--blue); }
.chart .fill-vermillion { fill: var(--vermillion); }
.chart .fill-green { fill: var(--green); }
.chart .dot { stroke: var(--paper); stroke-width: 1.5; }
.chart .small { stroke: none; }
.chart .on-blue { fill: var(--on-blue); }
.chart .cell { font-size: 11px; }
`;
