/** Tables, badges, tiles, evidence. */
export const PARTS_STYLE = `.panel,figure.chart,.scroll{background:var(--panel);border:1px solid var(--line);border-radius:.5rem}
.panel{padding:1rem 1.25rem}
.muted,.note{color:var(--muted)}
.note{font-size:.875rem;margin-top:.4rem;max-width:80ch}
.scroll,.packets{position:relative}
.scroll{overflow-x:auto;max-width:100%;background:linear-gradient(to right,var(--panel) 2rem,transparent) local,linear-gradient(to left,var(--panel) 2rem,transparent) right/2rem 100% no-repeat local,linear-gradient(to right,var(--shadow),transparent .6rem),linear-gradient(to left,var(--shadow),transparent .6rem),var(--panel)}
table{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.4rem .75rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--muted);font-size:.8125rem;white-space:nowrap;vertical-align:bottom}
th.number,td.number{text-align:right;white-space:nowrap}
td,th[scope=row]{unicode-bidi:isolate;overflow-wrap:normal}
td.text,th.text[scope=row]{overflow-wrap:anywhere;min-width:9rem}
td.code,th.code[scope=row],code,.packets{font-family:var(--mono);font-size:.875em}
td.code,th.code[scope=row],code{overflow-wrap:anywhere;unicode-bidi:isolate}
td.code,th.code[scope=row]{min-width:12rem}
.short{white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.mark{display:inline-block;font-weight:700;min-width:1.5rem;position:relative}
.mark.pass{color:var(--pass)}
.mark.skip{color:var(--skip)}
tr.intended>*{font-weight:600}
tr.bad>*{background:var(--fail-ground)}
tr.doubtful>*{background:var(--doubt-ground)}
td .zero{color:var(--muted)}
td .alarm{color:var(--fail);font-weight:700}
.badge{display:inline-block;white-space:nowrap;font-weight:600;font-size:.8125rem;padding:.05rem .5rem;border-radius:1rem;border:1px solid}
.badge.pass{color:var(--pass);background:var(--pass-ground)}
.badge.fail{color:var(--fail);background:var(--fail-ground)}
.badge.doubt{color:var(--doubt);background:var(--doubt-ground);border-style:dashed}
.badge.skip{color:var(--skip);background:var(--skip-ground)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin-bottom:1rem}
.tile{background:var(--panel);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.tile dt{color:var(--muted);font-size:.875rem}
.tile dd{font-size:1.5rem;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.tile dd.sub{font-size:.8125rem;font-weight:400;color:var(--muted);letter-spacing:0;line-height:1.4}
.tile.fail{border-left-color:var(--fail)}
.tile.fail dd:not(.sub){color:var(--fail)}
.tile.doubt{border-left:4px dashed var(--doubt)}
.tile.pass{border-left-color:var(--pass)}
.alert{border:2px dashed var(--doubt);border-radius:.5rem;padding:.9rem 1.1rem;margin-bottom:1rem}
.alert>*{background:var(--panel);color:var(--ink);padding:.15rem .5rem;border-radius:.25rem;width:fit-content;max-width:100%}
.alert strong{color:var(--doubt)}
.finding{background:var(--panel);border:1px solid var(--line);border-left:4px solid var(--skip);border-radius:.5rem;margin-block:.6rem}
.finding.fail{border-left-color:var(--fail)}
.finding.doubt{border-left:4px dashed var(--doubt)}
summary{cursor:pointer;padding:.6rem 1rem}
details.data>summary,details.plain>summary{padding-inline:0;color:var(--link);font-size:.9375rem}
.finding summary strong{font-weight:600}
.evidence{padding:0 1rem 1rem}
.evidence dl,dl.pairs{display:grid;grid-template-columns:minmax(5.5rem,auto) 1fr;gap:.3rem 1rem}
.evidence dt,dl.pairs dt{color:var(--muted)}
.evidence dd,dl.pairs dd{min-width:0;unicode-bidi:isolate}
.command{font-family:var(--mono);font-size:.875em;background:var(--skip-ground);padding:.1rem .4rem;border-radius:.25rem;user-select:all;-webkit-user-select:all;overflow-wrap:anywhere;box-decoration-break:clone}
.packets{margin-top:.75rem;border:1px solid var(--line);border-radius:.375rem;overflow-x:auto}
.packets table{font-size:1em;line-height:1.45}
.packets td,.packets th{padding:.2rem .6rem;border-bottom:0}
.packets td.code{font-size:inherit}
.packets .dir{white-space:nowrap}
.lanes{display:grid;grid-template-columns:minmax(6rem,13rem) 1fr;gap:.2rem .75rem;font-size:.875rem;align-items:center}
.lanes>:nth-child(odd){overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.lane{position:relative;height:1.1rem;background:var(--skip-ground);border-radius:.2rem;overflow:hidden}
.lane i{position:absolute;top:0;bottom:0;min-width:3px;background:var(--s0)}
.lane i.failed{background:var(--fail)}
.lane i.interrupted{background:var(--doubt)}
.lane i.fault{background:repeating-linear-gradient(-45deg,var(--band) 0 3px,transparent 3px 6px);border-left:2px solid var(--band)}
.bar{display:inline-block;height:.6rem;background:var(--s1);border-radius:.15rem;min-width:2px;vertical-align:middle}
@media (max-width:40rem){
th,td{padding:.35rem .5rem}
.panel{padding:.75rem}
.evidence{padding:0 .75rem .75rem}
.evidence dl,dl.pairs{grid-template-columns:1fr;gap:0}
.evidence dd,dl.pairs dd{margin-bottom:.4rem}
.tiles{grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.5rem}
.tile{padding:.5rem .7rem}
.tile dd{font-size:1.25rem}
.lanes{grid-template-columns:1fr;gap:0}
.lane{margin-bottom:.4rem}
}
`;
