export const CHART_STYLE = `figure.chart{padding:1rem 1.25rem .75rem;margin-block:1rem}
figcaption{font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.875rem;margin:.25rem 0 .5rem}
.legend .key{margin-right:.4rem;vertical-align:-1px}
.axis-label{color:var(--muted);font-size:.8125rem;margin-bottom:1.6rem}
.axis-label.x{text-align:right;margin:0}
.plot{position:relative;margin-left:3.6rem;margin-right:.75rem;padding-bottom:1.6rem}
.plot svg{display:block;overflow:visible}
.tick{fill:var(--muted);font-size:12px;font-variant-numeric:tabular-nums}
.tick.y{text-anchor:end;dominant-baseline:central}
.tick.x{text-anchor:middle}
.grid{stroke:var(--line);stroke-width:1}
.series{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.area{stroke:none;opacity:.22}
${[0, 1, 2, 3, 4, 5].map((at) => `.series.s${at}{stroke:var(--s${at})}.area.s${at}{fill:var(--s${at})}`).join('\n')}
.series.s1{stroke-dasharray:7 4}
.series.s2{stroke-dasharray:2 4}
.series.s3{stroke-dasharray:10 4 2 4}
.series.s4{stroke-dasharray:4 3}
.series.s5{stroke-dasharray:1 3}
rect.band{fill:var(--band);opacity:.75}
rect.shade{fill:var(--band);opacity:.09}
line.band{stroke:var(--band);stroke-width:1;stroke-dasharray:2 3}
text.band{fill:var(--band);font-size:12px;font-weight:600;text-anchor:middle}
line.limit{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:8 3 2 3}
circle.limit{fill:var(--panel);stroke:var(--ink);stroke-width:2}
text.limit{fill:var(--ink);font-size:12px;text-anchor:end;paint-order:stroke;stroke:var(--panel);stroke-width:4px}
.cursor{position:absolute;top:0;width:1px;background:var(--ink);pointer-events:none}
.hover{position:absolute;inset:0;touch-action:pan-y}
.readout{position:absolute;top:.25rem;background:var(--panel);border:1px solid var(--muted);border-radius:.375rem;padding:.3rem .6rem;font-size:.8125rem;line-height:1.4;pointer-events:none;font-variant-numeric:tabular-nums;white-space:nowrap;z-index:2;max-width:100%}
.readout div{display:flex;justify-content:space-between;gap:1rem}
.data .scroll{max-height:22rem;overflow:auto;border-radius:.25rem}
.data thead th{position:sticky;top:0;background:var(--panel)}
@media (max-width:40rem){
figure.chart{padding:.75rem .75rem .5rem}
.plot{margin-left:3rem;margin-right:.5rem}
.tick,text.band,text.limit{font-size:11px}
.tick.x.sparse{display:none}
}
`;
