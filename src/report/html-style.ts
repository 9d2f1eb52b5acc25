/** Style of the report page. Figures stay on white in both colour schemes. */
export const css = `
:root { color-scheme: light dark; --ink: #1d1d1f; --faint: #5c5c62; --paper: #fbfbfa; --line: #d9d9d6; --accent: #0060a8; --warn: #a15c00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --faint: #a9a9ae; --paper: #18191b; --line: #3b3c40; --accent: #6cb6ff; --warn: #e0a040; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, 'DejaVu Sans', sans-serif; }
main { max-width: 96rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 2rem; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 0.75rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.35rem; }
p, li { max-width: 48rem; }
header p, figcaption, small, .group { color: var(--faint); }
.groups { list-style: none; padding: 0; }
.groups li { display: flex; flex-wrap: wrap; gap: 0 0.5rem; padding: 0.5rem 0.9rem; margin: 0.4rem 0;
  border: 1px solid var(--line); border-left: 5px solid var(--faint); border-radius: 4px; overflow-wrap: anywhere; }
.group { margin-left: auto; }
.warnings { margin-top: 1.5rem; padding: 0.25rem 1rem; border: 1px solid var(--line); border-left: 5px solid var(--warn); border-radius: 4px; }
.warnings h2 { margin: 0.5rem 0; padding: 0; border: none; }
.missing { padding: 0.5rem 1rem; border: 1px solid var(--line); border-left: 5px solid var(--warn); border-radius: 4px; }
.warned { color: var(--warn); font-size: 0.85rem; }
figure { margin: 1.25rem 0 2rem; }
.picture { display: inline-block; max-width: 100%; overflow-x: auto; background: white; border: 1px solid var(--line); border-radius: 4px; }
.picture svg { display: block; }
figcaption { max-width: 60rem; margin-top: 0.5rem; font-size: 0.9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.35rem 0.9rem; border-bottom: 1px solid var(--line); text-align: left; }
thead th { font-size: 0.85rem; color: var(--faint); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--accent); }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: 4px; font-size: 0.85rem; }
`;
