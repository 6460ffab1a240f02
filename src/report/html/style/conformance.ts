export const CONFORMANCE_STYLE = `.controls{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin-bottom:.75rem}
.controls label{display:grid;grid-template-columns:minmax(0,1fr);min-width:0;max-width:100%;gap:.15rem;font-size:.8125rem;color:var(--muted)}
.controls label.grow{flex:1 1 14rem}
.controls :is(select,input,button){font:inherit;font-size:1rem;color:var(--ink);background:var(--panel);border:1px solid var(--muted);border-radius:.375rem;padding:.35rem .6rem;min-height:2.5rem;max-width:100%;min-width:4.5rem}
.controls button{cursor:pointer}
.count{font-variant-numeric:tabular-nums;min-height:1.5em;margin-bottom:.5rem}
.case{background:var(--panel);border:1px solid var(--line);border-left:4px solid var(--skip);margin-top:-1px;content-visibility:auto;contain-intrinsic-size:auto 2.9rem}
.case.pass{border-left-color:var(--pass)}
.case.fail{border-left-color:var(--fail)}
.case.doubt{border-left:4px dashed var(--doubt)}
.case>summary{display:grid;grid-template-columns:.75rem 9rem 4.5rem minmax(8rem,13rem) 1fr;gap:.25rem .75rem;align-items:baseline;padding:.45rem .75rem;list-style-position:outside}
.case>summary::before{content:"▸";color:var(--muted)}
.case[open]>summary::before{content:"▾"}
.case>summary::-webkit-details-marker{display:none}
.case>summary .badge{justify-self:start}
.case>summary .title{min-width:0}
.level{font-size:.8125rem;color:var(--muted)}
.section-cell{display:grid;gap:.2rem;text-decoration:none;color:inherit;min-width:8rem}
.stack{display:flex;height:.6rem;border-radius:.2rem;overflow:hidden;gap:1px}
.stack i.pass{background:var(--pass)}
.stack i.fail{background:var(--fail)}
.stack i.doubt{background:repeating-linear-gradient(-45deg,var(--doubt) 0 3px,transparent 3px 6px)}
.stack i.skip{background:var(--line)}
.words{display:flex;flex-wrap:wrap;gap:0 .75rem;font-size:.8125rem;color:var(--muted)}
.words .fail{color:var(--fail);font-weight:700}
.words .doubt{color:var(--doubt);font-weight:700}
.hex{color:var(--muted);overflow-wrap:anywhere}
.group{content-visibility:auto;contain-intrinsic-size:auto 60rem}
.group>h3{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.group>h3 .muted{font-weight:400;font-size:.875rem}
@media (max-width:52rem){
.case>summary{grid-template-columns:auto auto auto 1fr}
.case>summary .title{grid-column:1/-1}
.controls label{flex:1 1 7rem}
}
`;
