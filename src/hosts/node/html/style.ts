/** One style for light, dark, paper and telephones. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --back: #fff; --soft: #667; --line: #d0d7de; }
@media (prefers-color-scheme: dark) { :root { --text: #d8dae0; --back: #16181d; --soft: #99a; --line: #363a45; } }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
a { color: inherit; } .soft, figcaption { color: var(--soft); font-size: 0.875rem; }
.dates div { display: flex; justify-content: space-between; color: var(--soft); }
/* From right to left around, so that what can't be seen at once begins with the newest nights. */
.scroll { overflow-x: auto; position: relative; direction: rtl; } .scroll table { direction: ltr; }
table { border-collapse: collapse; } .nights { width: 100%; } .nights th { width: 1%; }
.nights th:first-child { position: sticky; left: 0; z-index: 1; background: var(--back); }
th { text-align: left; font-weight: normal; white-space: nowrap; padding-right: 0.75rem; font-size: 0.875rem; }
td { position: relative; min-width: 0.35rem; height: 1.1rem; border: 1px solid var(--back); padding: 0; }
td a { position: absolute; inset: 0; } td a:focus-visible { outline: 2px solid var(--text); }
article:target { outline: 2px solid var(--line); }
td span { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.ok { background: #4c9a62; } .improved { background: #3d7fd6; } .minor { background: #e3b505; }
.major { background: #e8730c; } .critical { background: #d12f2f; } .failed { background: #5b2a86; } .missing { background: #b48be0; } .absent { background: var(--line); } .learning { background: repeating-linear-gradient(45deg, var(--line) 0 2px, transparent 2px 4px); }
.kinds tbody, .kinds tr { display: flex; flex-wrap: wrap; } .kinds td { min-width: 0.6rem; margin-right: 0.25rem; }
article { border-left: 0.3rem solid var(--line); padding: 0.25rem 1rem; margin: 1.25rem 0; break-inside: avoid; }
article.worse { border-color: #d12f2f; } article.better { border-color: #3d7fd6; }
figure { margin: 0.5rem 0; } svg { width: 100%; max-width: 40rem; height: auto; }
.night { fill: var(--text); } .level { fill: none; stroke: #e8730c; stroke-width: 2; } .grid { stroke: var(--line); } .tick { fill: var(--soft); font-size: 11px; }
.band { fill: #e8730c; opacity: 0.15; }
@media (max-width: 40rem) { .nights th { min-width: 9rem; white-space: normal; overflow-wrap: break-word; font-size: 0.75rem; line-height: 1.2; } }
@media print { body { margin: 0; max-width: none; } * { print-color-adjust: exact; } }
`;
