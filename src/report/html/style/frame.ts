/** The page and its head. */
export const FRAME_STYLE = `*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:3.5rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 var(--sans);overflow-wrap:anywhere}
body>header,body>nav ul,main,body>footer{max-width:76rem;margin-inline:auto;padding-inline:clamp(.75rem,3vw,2rem)}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,table{margin:0;padding:0}
ul{list-style:none}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip-link{position:absolute;left:-100vw;top:0;background:var(--panel);padding:.5rem 1rem;z-index:9}
.skip-link:focus{left:0}
.banner{display:grid;grid-template-columns:minmax(9.5rem,auto) 1fr;gap:1.25rem 2rem;padding-block:2rem 1.25rem;align-items:start}
.banner .verdict{grid-row:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.25rem;min-height:8rem;padding:1rem 1.25rem;border-radius:.75rem;border:3px solid;font-weight:700;letter-spacing:.06em;line-height:1.1}
.banner .sign{font-size:3rem;line-height:1}
.pass>.banner .verdict{color:var(--pass);background:var(--pass-ground)}
.fail>.banner .verdict{color:var(--fail);background:var(--fail-ground)}
.skip>.banner .verdict{color:var(--skip);background:var(--skip-ground)}
.doubt>.banner .verdict,.stripes{color:var(--doubt);background:repeating-linear-gradient(-45deg,var(--doubt-ground) 0 12px,var(--panel) 12px 24px)}
.doubt>.banner .verdict{border-style:dashed}
.doubt>.banner .verdict span:last-child{background:var(--panel);padding:.1rem .4rem;border-radius:.25rem}
.kind{color:var(--muted);font-size:.875rem}
h1{font-size:clamp(1.5rem,4.5vw,2.125rem);line-height:1.2;letter-spacing:-.01em}
.lead{max-width:62ch;margin-top:.25rem}
.reasons{margin-top:.75rem;display:grid;gap:.25rem}
.reasons li{padding-left:1.1rem;position:relative;font-weight:600}
.reasons li::before{content:"";position:absolute;left:.15rem;top:.6em;width:.4rem;height:.4rem;border-radius:50%;background:currentColor}
.fail>.banner .reasons{color:var(--fail)}
.doubt>.banner .reasons{color:var(--doubt)}
.facts{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;margin-top:1rem;font-variant-numeric:tabular-nums}
.facts dt{color:var(--muted);font-size:.8125rem}
.facts dd{unicode-bidi:isolate}
nav{position:sticky;top:0;background:var(--panel);border-block:1px solid var(--line);z-index:5}
nav ul{display:flex;gap:.25rem 1.25rem;overflow-x:auto;scrollbar-width:thin}
nav li{flex:none}
nav a{display:block;padding:.6rem 0;text-decoration:none;font-size:.9375rem}
nav a:hover{text-decoration:underline}
main{padding-block:1.5rem}
section{margin-bottom:2.5rem}
h2{font-size:1.3125rem;line-height:1.3;margin-bottom:.75rem;letter-spacing:-.005em}
h3{font-size:1.0625rem;line-height:1.35;margin:1.5rem 0 .5rem}
footer{color:var(--muted);font-size:.875rem;padding-block:1rem 3rem;border-top:1px solid var(--line)}
@media (max-width:40rem){
.banner{grid-template-columns:1fr;padding-block:1rem;gap:1rem}
.banner .verdict{flex-direction:row;min-height:0;gap:.75rem;padding:.6rem 1rem;justify-content:flex-start}
.banner .sign{font-size:2rem}
.facts{gap:.4rem 1.25rem}
}
`;
