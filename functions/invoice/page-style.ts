import { Html } from './html.ts';

export const pageStyle = new Html(`
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
:root { --ink: #16202c; --soft: #5d6b7a; --rule: #dde3ea; --paper: #fff; --accent: #1d4ed8; }
body { margin: 0; background: #f1f4f7; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 820px; margin: 2rem auto; padding: 3rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem; align-items: flex-start; }
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; }
.seller { font-weight: 600; font-size: 1.05rem; }
.status { display: inline-block; margin-top: .3rem; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
.status.paid { color: #15803d; } .status.open { color: var(--accent); } .status.uncollectible { color: #b91c1c; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 1.5rem; margin: 2.2rem 0; }
.facts h2 { margin: 0 0 .3rem; font-size: .75rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
.facts p { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th { padding: .4rem .5rem; border-bottom: 2px solid var(--ink); text-align: left; font-size: .75rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); }
td { padding: .55rem .5rem; vertical-align: top; overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody { break-inside: avoid; } tbody + tbody tr:first-child td { border-top: 1px solid var(--rule); }
.line td { font-weight: 600; } .line small { display: block; font-size: .85em; font-weight: 400; color: var(--soft); }
.bracket td { padding-top: 0; padding-bottom: .35rem; font-size: .9em; color: var(--soft); } .bracket td:first-child { padding-left: 1.1rem; }
.totals { margin: 1.2rem 0 0 auto; width: min(340px, 100%); break-inside: avoid; } .totals td { padding: .3rem 0; }
.totals tr.due td { border-top: 2px solid var(--ink); padding-top: .6rem; font-size: 1.15rem; font-weight: 700; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .85rem; color: var(--soft); }
@media (max-width: 600px) { main { margin: 0; padding: 1.2rem; border: 0; border-radius: 0; } body { font-size: 13px; } td, th { padding-left: .25rem; padding-right: .25rem; } }
@media print { body { background: none; font-size: 10.5pt; } main { margin: 0; padding: 0; border: 0; max-width: none; } thead { display: table-header-group; } }
`);
