import { CHART_STYLE, DARK, FONT, LIGHT } from '../chart/style.ts';

/** The style sheet of the report: light or dark as the reader's system is, one column on a phone, fit to print. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT} --wash: #f5f7f9; --good: #00795a; --bad: #b84a00; }
@media (prefers-color-scheme: dark) { :root { ${DARK} --wash: #1a2026; --good: #2fc79b; --bad: #ff9d4d; } }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 ${FONT}; font-variant-numeric: tabular-nums;
}
main { max-width: 1120px; margin: 0 auto; padding: 40px 32px 64px; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; margin: 2px 0 14px; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 40px 0 14px; padding-top: 22px; border-top: 1px solid var(--rule); }
h3 { font-size: 15px; margin: 28px 0 8px; }
p { margin: 0 0 12px; max-width: 76ch; }
.faint, .note { color: var(--faint); }
.note { font-size: 13px; }
.scroll + .note, .brief + .note { margin-top: 14px; }
.over { color: var(--faint); font-size: 13px; margin: 0; }
.badge {
  display: inline-block; border-radius: 999px; padding: 4px 14px; font-weight: 600; color: var(--paper);
  background: var(--good);
}
.badge.refused { background: var(--bad); }
.outcome { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; max-width: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 28px 0 0; }
.figures > div { background: var(--wash); border-radius: 10px; padding: 14px 16px; }
.figures dt { color: var(--faint); font-size: 13px; }
.figures dd { margin: 0; font-size: 26px; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
.figures dd + dd { color: var(--faint); font-size: 13px; font-weight: 400; letter-spacing: 0; }
.strip {
  list-style: none; margin: 0; padding: 0; display: grid;
  grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 18px 14px;
}
.strip li { border-top: 3px solid var(--green); padding-top: 8px; font-size: 13px; line-height: 1.4; }
.strip .failed { border-color: var(--vermillion); }
.strip .running { border-color: var(--blue); }
.strip .waiting, .strip .left-out { border-color: var(--rule); }
.strip b { display: flex; justify-content: space-between; gap: 8px; font-size: 14px; }
.strip b span { font-weight: 400; color: var(--faint); }
.strip p { color: var(--faint); margin: 2px 0 0; overflow-wrap: anywhere; }
.warning { border-left: 3px solid var(--bad); padding-left: 12px; }
.warning b { color: var(--bad); }
.checks { list-style: none; margin: 0 0 12px; padding: 0; }
.checks li { display: flex; gap: 10px; padding: 4px 0; }
.checks b { flex: none; width: 76px; color: var(--good); }
.checks .refused b { color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 28px 24px; align-items: start; }
.charts.two { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 28px 48px; }
.chart { max-width: 100%; height: auto; }
.charts .chart { width: 100%; }
div + .charts { margin-top: 32px; }
.brief { max-width: 640px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; color: var(--faint); font-size: 13px; padding-bottom: 6px; }
th, td { text-align: left; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--faint); font-weight: 500; font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 8em; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.text { overflow-wrap: anywhere; }
tr > :last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
tfoot th, tfoot td { font-weight: 600; border-top: 1px solid var(--faint); border-bottom: 0; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 28px 48px; align-items: start; }
.preview { width: 600px; max-width: 100%; height: auto; border-radius: 8px; }
.gallery {
  list-style: none; margin: 0; padding: 0; display: grid;
  grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 20px 16px;
}
.gallery.pairs { grid-template-columns: repeat(auto-fill, minmax(232px, 1fr)); }
.gallery li { min-width: 0; }
.pairs li > div { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.gallery img {
  display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #000; border-radius: 8px;
}
.gallery p { margin: 6px 0 0; font-size: 13px; line-height: 1.35; overflow-wrap: anywhere; }
.gallery .file { color: var(--faint); font-size: 11px; margin: 0; }
code {
  font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere;
}
pre { background: var(--wash); border-radius: 8px; padding: 14px 16px; overflow-x: auto; margin: 0; }
pre code { overflow-wrap: normal; }
@media (max-width: 760px) {
  main { padding: 24px 18px 48px; }
  .beside, .charts, .charts.two { grid-template-columns: minmax(0, 1fr); }
}
@media print { h2 { break-after: avoid; } .charts, .gallery li, tr { break-inside: avoid; } }
${CHART_STYLE}`;
