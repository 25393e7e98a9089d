/** The style sheet of the preview page: light or dark as the reader's system is; wide rows scroll. */
export const PREVIEW_STYLE = `
:root { color-scheme: light dark; --ink: #1d2329; --faint: #5c6773; --rule: #e4e8ec; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf0; --faint: #9aa6b2; --rule: #2a323a; --paper: #14181c; } }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.45 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { padding: 32px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 16px; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0 0 8px; }
dt { color: var(--faint); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--rule); padding: 14px 0 18px; overflow-x: auto; }
h2 { font-size: 15px; margin: 0 0 10px; }
h2 small { color: var(--faint); font-size: 12px; font-weight: 400; overflow-wrap: anywhere; }
h2 i { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin: 0 4px 0 10px; }
.forms { display: grid; grid-template-columns: repeat(var(--columns), minmax(124px, 1fr)); gap: 16px 14px; }
.strips { display: grid; gap: 10px; }
.strips figure { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 4px 14px; }
figure { margin: 0; min-width: 0; }
img {
  display: block; max-width: 100%; height: auto; border-radius: 4px; margin-bottom: 6px;
  outline: 1px solid var(--rule);
}
figcaption { font-size: 11.5px; line-height: 1.4; overflow-wrap: anywhere; }
figcaption b { font-weight: 600; }
figcaption ul { list-style: none; margin: 1px 0 0; padding: 0; color: var(--faint); }
@media (max-width: 760px) { main { padding: 20px 16px; } }
@media print { section { break-inside: avoid; } }
`;
