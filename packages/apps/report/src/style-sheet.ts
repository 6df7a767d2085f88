import { seriesColours } from './series-colour.js';

/** Colours of the series on the light and on the dark page; told apart with the common colour blindnesses. */
const light = ['#1f66ad', '#b4540a', '#2b7a4b', '#7b4aa8', '#a83258', '#5d6b12', '#0d7a86', '#6b5b4b'];
const dark = ['#74b3f2', '#f0a050', '#76c893', '#c39af0', '#f08fb0', '#c3ce62', '#5fcbd6', '#cbb8a4'];

const variables = (colours: readonly string[]) =>
  colours
    .slice(0, seriesColours)
    .map((colour, i) => `--series-${i + 1}:${colour};`)
    .join('');

export const styleSheet = `
:root{color-scheme:light dark;--surface:#fff;--text:#1c2024;--muted:#5d656d;--line:#d9dde1;--tint:#f4f6f8;--bar:#a3abb3;--accent:#1f66ad;--warn:#a3341f;${variables(light)}}
@media (prefers-color-scheme:dark){:root{--surface:#15181b;--text:#e4e7ea;--muted:#a0a8b0;--line:#343a40;--tint:#1d2125;--bar:#69727b;--accent:#74b3f2;--warn:#f0907c;${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:16px/1.55 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 80px}
h1{font-size:1.75rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 8px;text-wrap:balance}
h2{font-size:1.4rem;line-height:1.3;margin:64px 0 0;padding-top:24px;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:40px 0 8px}
h4{font-size:.95rem;margin:24px 0 4px}
p{margin:0 0 12px;max-width:75ch}
a{color:var(--accent)}
code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
.lead{font-size:1.05rem;color:var(--muted)}
.setting,.note,caption,figcaption{color:var(--muted);font-size:.875rem}
.note b{color:var(--text);font-weight:600}
nav ul{list-style:none;margin:16px 0 0;padding:0;font-size:.875rem;color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums;margin:8px 0 12px}
.scores{width:100%;white-space:nowrap}
caption{text-align:left;white-space:normal;padding:0 0 8px}
caption::first-letter{text-transform:uppercase}
th,td{padding:6px 12px 6px 0;text-align:left;vertical-align:baseline}
thead th{font-size:.8125rem;font-weight:600;border-bottom:1px solid var(--muted)}
tbody th{font-weight:500}
tbody tr+tr>*{border-top:1px solid var(--line)}
.scores td,.scores thead th+th{text-align:right}
.scores tr>:last-child{padding-right:0}
.scores thead th+th{width:11%}
.scores th:first-child{position:sticky;left:0;min-width:7rem;max-width:18rem;white-space:normal;background:var(--surface)}
.floor+.method>*,.floor+.reference>*,.method+.reference>*{border-top-color:var(--muted)}
.reference>th{font-weight:700}
.std{color:var(--muted);font-size:.8125rem}
.scores .std{display:block;font-size:.75rem;line-height:1.2}
.mark{display:inline-block;width:.8125rem;text-align:center;font-size:.6875rem;font-weight:400;cursor:default}
.marked .std,.marked td:not(:last-child) .lost{padding-right:1.625rem}
.corrected{color:var(--muted);opacity:.75}
.lost{display:block;color:var(--warn);font-size:.75rem;font-weight:400;line-height:1.2}
.facts td,.facts th{font-size:.8125rem}
.facts th{white-space:nowrap}
details{margin:8px 0;border-top:1px solid var(--line);padding-top:8px}
summary{cursor:pointer;font-size:.9375rem;font-weight:500}
details[open]>summary{margin-bottom:8px}
figure{margin:0}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr));gap:16px 20px}
.chart{display:block;max-width:100%;height:auto;font:11px system-ui,sans-serif}
.chart text{white-space:pre}
.wide .chart{max-width:none}
.key{white-space:nowrap;margin-right:16px}
.key i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px}
.bar{background:var(--bar)}
.series-1{background:var(--series-1)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:.8125rem;margin:8px 0 16px}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
@media print{details>*{display:block}main{max-width:none;padding:0}}
`;
