import { Html } from './html.ts';

/** On paper a line stays with its brackets and the totals stay together; on a narrow screen the figures of a line stand
 *  below its description. */
export const pageStyle = new Html(`
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
:root { --ink: #16202c; --soft: #5d6b7a; --rule: #dde3ea; --paper: #fff; --accent: #1d4ed8; }
body { margin: 0; background: #f1f4f7; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif; }
main { position: relative; max-width: 860px; margin: 2rem auto; padding: 3rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
main > * { position: relative; }
.watermark { position: absolute; top: 15rem; left: 50%; font-size: 8rem; font-weight: 800; letter-spacing: .05em; white-space: nowrap; color: var(--soft); opacity: .11; transform: translateX(-50%) rotate(-24deg); pointer-events: none; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1.5rem; align-items: flex-start; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; letter-spacing: -0.01em; }
address { font-style: normal; text-align: right; } address p { font-size: .9rem; color: var(--soft); }
p { margin: 0; overflow-wrap: anywhere; }
.status { display: inline-block; margin-top: .5rem; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
.status.good { color: #15803d; } .status.open { color: var(--accent); } .status.bad { color: #b91c1c; }
.notice { margin-top: 1rem; padding: .6rem .9rem; border-left: 3px solid var(--soft); background: #f1f4f7; font-size: .9rem; }
.notice + .notice { margin-top: .3rem; }
.parties { display: grid; grid-template-columns: 1fr minmax(0, 1.35fr); gap: 1.5rem 2.5rem; margin: 2.2rem 0; }
h2, dt, th, caption { font-size: .78rem; font-weight: 600; letter-spacing: .03em; color: var(--soft); }
h2 { margin: 0 0 .3rem; }
dl { margin: 0; } dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .15rem 0; }
dt { line-height: 1.9; white-space: nowrap; } dd { margin: 0; font-size: .95em;  text-align: right; overflow-wrap: anywhere; } dl div:last-child dd { font-weight: 700; }
table { width: 100%; border-collapse: collapse; }
th { padding: .4rem .5rem; text-align: left; vertical-align: bottom; }
thead th { border-bottom: 2px solid var(--ink); }
td { padding: .55rem .5rem; vertical-align: top; overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.number.long { white-space: normal; min-width: 7rem; } .lines th:first-child { width: 50%; }
small { display: block; font-size: .85em; font-weight: 400; color: var(--soft); }
a { color: var(--accent); }
.lines { break-inside: auto; } tbody { break-inside: avoid; }
.lines tbody + tbody tr:first-child > * { border-top: 1px solid var(--rule); }
.line td { font-weight: 600; }
.bracket td, .group td, .grouped td { padding-top: 0; padding-bottom: .35rem; font-size: .9em; color: var(--soft); }
.bracket td:first-child, .group td:first-child { padding-left: 1.1rem; } .group td { font-weight: 600; } .grouped td:first-child { padding-left: 2.2rem; }
.heading { break-after: avoid; } .heading th { padding-top: 1.6rem; font-size: 1rem; letter-spacing: 0; color: var(--ink); } .lines .heading + tbody tr:first-child > * { border-top: 1px solid var(--ink); }
.subtotal { break-before: avoid; } .subtotal td { font-weight: 600; }
.sums { display: flex; flex-wrap: wrap-reverse; justify-content: space-between; align-items: flex-end; gap: 1.5rem 2.5rem; margin-top: 1.2rem; border-top: 2px solid var(--ink); padding-top: .8rem; break-inside: avoid; }
.totals { margin-left: auto; width: min(380px, 100%); } .totals td { padding: .3rem 0; } .totals td + td { padding-left: 1rem; }
.totals .sum td { border-top: 1px solid var(--ink); font-weight: 600; }
.totals .due td { border-top: 2px solid var(--ink); padding-top: .6rem; font-size: 1.15rem; font-weight: 700; }
.taxes { width: auto; flex: 0 1 340px; font-size: .85rem; } .taxes caption { text-align: left; } .taxes th, .taxes td { padding-top: .3rem; padding-bottom: .3rem; } .taxes thead th { border-bottom: 1px solid var(--rule); }
.notes { margin-top: 2rem; font-size: .9rem; break-inside: avoid; } .notes p + p { margin-top: .3rem; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
@media (max-width: 640px) {
  body { font-size: 14px; } main { margin: 0; padding: 1.2rem; border: 0; border-radius: 0; } .watermark { font-size: 4.5rem; }
  address { text-align: left; } .parties { grid-template-columns: 1fr; } .taxes { flex: 1 1 100%; }
  .lines, .lines tbody { display: block; } .lines thead { display: none; }
  .lines tbody + tbody { border-top: 1px solid var(--rule); } .lines tbody + tbody tr:first-child > *, .lines .heading + tbody tr:first-child > * { border-top: 0; }
  .lines tr { display: grid; grid-template-columns: 1fr auto 1fr; gap: 0 .6rem; } .lines td, .lines th { padding-left: 0; padding-right: 0; }
  .lines tr > :first-child { grid-column: 1 / -1; } .lines tr > :last-child:not(:first-child) { grid-column: -2 / -1; } .lines td + td { padding-top: 0; }
  .lines .line td + td, .lines .bracket td:not(:last-child), .lines .grouped td:not(:last-child) { padding-bottom: 0; }
  .lines .line td + td { padding-bottom: .5rem; }
  .lines .number { white-space: normal; min-width: 0; } .lines td:nth-child(2) { text-align: left; } .lines .bracket td:nth-child(2) { padding-left: 1.1rem; }
  .lines .grouped td:nth-child(2) { padding-left: 2.2rem; } .price:not(:empty)::before { content: "× "; }
  .lines tr:has(> :nth-child(2):empty) { grid-template-columns: 1fr auto; } .lines tr:has(> :nth-child(2):empty) > :first-child { grid-column: 1; } .lines td:empty:not(:last-child) { display: none; }
  .lines .subtotal tr { grid-template-columns: 1fr auto; } .lines .subtotal tr > :first-child { grid-column: 1; }
}
@media print { body { background: none; font-size: 10pt; } main { margin: 0; padding: 0; border: 0; max-width: none; overflow: visible; } thead { display: table-header-group; } .watermark { position: fixed; top: 40%; } }
`);
