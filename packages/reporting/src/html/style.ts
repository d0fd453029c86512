/** The style of the report: light, dark and print; system fonts only. */
export const STYLE = `
:root{--bg:#eef1f5;--paper:#fff;--ink:#18222f;--soft:#55616f;--line:#d8dee6;--fill:#f5f7fa;--link:#0b5a94;
--bad:#a8161f;--bad-bg:#fbe6e7;--warn:#a34a00;--warn-bg:#fdecd9;--care:#7a5b00;--care-bg:#fbf2cf;--good:#17663a;--good-bg:#dff2e6;--calm:#33506e;--calm-bg:#e3ebf4;--mute-bg:#e9edf2;
--g-success:#c2121d;--g-likely:#dd5a12;--g-attempt:#b07a00;--g-probe:#5b7690;--g-support:#77828f;--g-good:#1d7f49;--g-expose:#7a3fa3;--g-cover:#4c86b8;--g-part:#8fb2d1;--g-build:#5a6675;--g-patch:#1d7f49}
@media screen and (prefers-color-scheme:dark){:root{--bg:#10151c;--paper:#19212b;--ink:#e5eaf0;--soft:#a3afbd;--line:#303b48;--fill:#202a36;--link:#7cc0f2;
--bad:#ff9a9f;--bad-bg:#4a1b20;--warn:#ffb877;--warn-bg:#472a10;--care:#f2d675;--care-bg:#3d330f;--good:#86dba8;--good-bg:#143623;--calm:#a9c7e6;--calm-bg:#203142;--mute-bg:#2a3542;
--g-success:#ff5c66;--g-likely:#ff9250;--g-attempt:#e5b53c;--g-probe:#8fabc6;--g-support:#97a3b1;--g-good:#4fc585;--g-expose:#c08be6;--g-cover:#4d8ec4;--g-part:#345a7a;--g-build:#566273;--g-patch:#4fc585}}
*{box-sizing:border-box}
html{scroll-padding-top:5rem}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
.page{max-width:1200px;margin:0 auto;padding:1.25rem}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:9}
a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1,h2,h3,h4{line-height:1.25;margin:0}h2{font-size:1.4rem;margin-bottom:.9rem}h3{font-size:1.05rem}
h4{font-size:.78rem;text-transform:uppercase;letter-spacing:.05em;color:var(--soft);margin-bottom:.3rem}
p{margin:.3rem 0}ul,ol{margin:.3rem 0;padding-left:1.3rem}
code,pre{font-family:ui-monospace,"Cascadia Mono",Consolas,"DejaVu Sans Mono",Menlo,monospace;font-size:.86em}
.ev{unicode-bidi:isolate;direction:ltr;white-space:pre-wrap;background:var(--fill);border-radius:3px;padding:0 .25em}
.ctl{background:var(--bad-bg);color:var(--bad);border-radius:2px}
.small{font-size:.86rem;color:var(--soft)}.time{font-variant-numeric:tabular-nums}
.more{color:var(--soft);font-style:italic}
.count{display:inline-block;background:var(--mute-bg);border-radius:1em;padding:0 .6em;font-size:.9rem;vertical-align:.15em;font-weight:600}
.ref{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:.8rem;white-space:nowrap}
.banner{border-radius:14px;padding:1.6rem 1.9rem 1.5rem;color:#fff;background:#33506e}
.banner.v-compromised{background:#9c131c}.banner.v-attacked{background:#9a4705}.banner.v-suspicious{background:#7a5a00}.banner.v-nothing-found{background:#17603a}.banner.v-cannot-tell{background:#3d4a59}
.banner .eyebrow{margin:0 0 .35rem;font-size:.82rem;letter-spacing:.06em;text-transform:uppercase;opacity:.9}
.banner h1{font-size:2.35rem;letter-spacing:.01em}
.banner .statement{font-size:1.18rem;max-width:62rem;margin:.45rem 0 1.1rem}
.facts{display:flex;flex-wrap:wrap;gap:.5rem 2.4rem;margin:0 0 1.1rem}.facts div{min-width:0}.facts dt{font-size:.78rem;opacity:.88}.facts dd{margin:0;font-weight:600}
.axes{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.7rem;margin:0;padding:0}
.axes li{background:rgba(255,255,255,.14);border:1px solid rgba(255,255,255,.28);border-radius:9px;padding:.5rem .85rem}.axes span{display:block;font-size:.82rem}.axes strong{font-size:1.08rem}
nav{position:sticky;top:0;z-index:5;background:var(--bg);padding:.65rem 0 .55rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.05rem;margin:0;padding:0;font-size:.88rem}nav a{text-decoration:none}nav a:hover{text-decoration:underline}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.35rem 1.6rem;margin-bottom:1.1rem}
.answer{display:grid;grid-template-columns:9.5rem 1fr;gap:.3rem 1.2rem;padding:.7rem 0;border-top:1px solid var(--line)}.answer:first-of-type{border-top:0;padding-top:0}.answer h3{padding-top:.28rem}.answer p{margin:.15rem 0}
.pill{display:inline-block;border-radius:1em;padding:.05em .7em;font-size:.82rem;font-weight:600;background:var(--mute-bg);color:var(--ink);white-space:nowrap}
.pill.s-critical,.pill.o-success,.pill.d-yes,.pill.r-intruder,.pill.p-vulnerable,.pill.c-hit,.pill.is-yes{background:var(--bad-bg);color:var(--bad)}
.pill.s-high,.pill.o-success-likely,.pill.r-attacker,.pill.p-needs-step,.pill.is-likely,.pill.is-partly{background:var(--warn-bg);color:var(--warn)}
.pill.s-medium,.pill.o-attempt,.pill.r-suspicious,.pill.p-disputed,.pill.c-could-not-check,.pill.k-missing,.pill.k-partly,.pill.o-exposure,.pill.is-unknown{background:var(--care-bg);color:var(--care)}
.pill.s-low,.pill.o-probe,.pill.r-scanner,.pill.d-unknown,.pill.p-unknown,.pill.k-not-supported{background:var(--calm-bg);color:var(--calm)}
.pill.o-mitigation,.pill.d-neutered,.pill.p-fixed,.pill.k-examined,.pill.a-patched.is-yes{background:var(--good-bg);color:var(--good)}
.pill.a-patched.is-no{background:var(--bad-bg);color:var(--bad)}
.actions{list-style:none;padding:0;counter-reset:none;display:grid;gap:.8rem}
.actions li{position:relative;padding:.1rem 0 .1rem 3.1rem;min-height:2.2rem}
.actions li::before{content:counter(list-item);position:absolute;left:0;top:0;width:2.1rem;height:2.1rem;border-radius:50%;background:var(--calm-bg);color:var(--calm);font-weight:700;display:grid;place-items:center}
.actions li:first-child::before{background:var(--bad-bg);color:var(--bad)}
.scroll{overflow-x:auto;margin:.3rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.42rem .7rem .42rem 0;border-bottom:1px solid var(--line)}
td,th{overflow-wrap:break-word}td .nb,thead th{white-space:nowrap}td .ev:not(.nb),.brk{overflow-wrap:anywhere}thead th{font-size:.78rem;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}
td p:first-child,td ul:first-child{margin-top:0}tbody tr:last-child>*{border-bottom:0}.gaps{padding-left:1.1rem}td .time{display:inline-block}.time .nb{white-space:nowrap}
.plain th{width:13rem;color:var(--soft);font-weight:600}
summary{cursor:pointer;padding:.35rem 0;font-weight:600}
.finding{border:1px solid var(--line);border-left:5px solid var(--g-support);border-radius:9px;padding:.35rem 1rem;margin:.65rem 0}
.finding.s-critical{border-left-color:var(--g-success)}.finding.s-high{border-left-color:var(--g-likely)}.finding.s-medium{border-left-color:var(--g-attempt)}.finding.s-low{border-left-color:var(--g-probe)}
.finding .ftitle{display:inline;font-size:1.04rem;margin:0 .3rem}.finding summary .small{font-weight:400}
.meta{font-size:.86rem;color:var(--soft);margin-bottom:.8rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.4rem 1.8rem}.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.4rem 1.8rem}
.block{margin:.2rem 0 .7rem;min-width:0}.block p{margin:0}
.entities{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.3rem}
.quote{border:1px solid var(--line);border-radius:8px;padding:.5rem .8rem;margin:.4rem 0;background:var(--fill)}.quote .where{font-size:.86rem;color:var(--soft)}.quote th{width:11rem;font-weight:400;color:var(--soft)}.quote th .ev{color:inherit}.quote td,.quote th{padding:.18rem .7rem .18rem 0}.quote .ev{background:none;padding:0}
pre{background:var(--fill);border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem;white-space:pre-wrap;margin:.2rem 0}
.tree,.tree ul{list-style:none;padding-left:0;margin:0}.tree ul{padding-left:1.1rem;margin-left:.55rem;border-left:2px solid var(--line)}.program{padding:.28rem .6rem;margin:.2rem 0;border-left:3px solid transparent}.program.hit{border-left-color:var(--g-likely);background:var(--fill);border-radius:0 7px 7px 0}
.origin{border-top:1px solid var(--line);padding-top:.5rem}
.collect{margin:0;display:grid;gap:.6rem}.collect dt{font-weight:600}.collect dd{margin:0}.glossary{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:.6rem 2rem;margin:0}.glossary dt{font-weight:600}.glossary dd{margin:0;font-size:.92rem}
footer{color:var(--soft);font-size:.85rem;padding:.2rem .3rem 1rem}
figure{margin:0}figcaption{font-size:.86rem;color:var(--soft);margin-top:.5rem}
.timeline h3{margin:1.1rem 0 .4rem}.timeline h3:first-child{margin-top:0}
.picture{display:block;width:100%;min-width:860px;height:auto;font-size:12px}
.picture text{fill:var(--ink);font-family:inherit}.picture .lane{font-size:12px}.picture .lab{font-size:11.5px}.picture .group{font-size:10px;letter-spacing:.08em;fill:var(--soft);font-weight:600}
.picture .mute{fill:var(--soft);font-size:10px}.picture .on{fill:#fff}.picture .patch{fill:var(--g-patch);font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.axis text{font-size:10.5px;fill:var(--soft)}.grid{stroke:var(--line);stroke-width:1;fill:none;opacity:.6}.grid.major{opacity:1}.rule{stroke:var(--line);fill:none}
.zoom{fill:var(--g-attempt);opacity:.13}.patched{fill:var(--g-patch);opacity:.75}.patched.wide{opacity:.16}
.o-success{fill:var(--g-success);stroke:var(--g-success)}.o-success-likely{fill:var(--paper);stroke:var(--g-likely);stroke-width:2.2}.o-attempt{fill:var(--g-attempt)}.o-probe{fill:var(--paper);stroke:var(--g-probe);stroke-width:1.8}
.o-supporting,.o-context{fill:var(--g-support)}.o-exposure{fill:var(--paper);stroke:var(--g-expose);stroke-width:2}.o-mitigation{fill:var(--g-good)}
.o-success.bar{fill-opacity:.8}.pill[class*="o-"]{stroke:none}
.build{fill:var(--g-build)}.cover{fill:var(--g-cover);background:var(--g-cover)}.cover.partly{fill:var(--g-part)}.hole{fill:var(--paper);stroke:var(--g-success);stroke-width:1}.hatch{stroke:var(--g-success);stroke-width:2.4}.void{fill:none;stroke:var(--line);stroke-dasharray:3 3}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.2rem;padding:0;margin:.5rem 0 0;font-size:.84rem;color:var(--soft)}.legend li{display:flex;align-items:center;gap:.35rem}
.key{width:22px;height:11px;border-radius:2px;display:inline-block}.key.hole{border:1px solid var(--g-success);background:repeating-linear-gradient(45deg,var(--g-success) 0 2px,transparent 2px 5px)}.key.void{border:1px dashed var(--soft)}
@media (max-width:720px){.answer{grid-template-columns:1fr}nav{position:static}.banner{padding:1.1rem}.banner h1{font-size:1.7rem}section{padding:1rem}.glossary{grid-template-columns:1fr}}
@media print{:root{--bg:#fff;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--fill:#f6f6f6;--link:#000}
body{font-size:10.5pt}.page{max-width:none;padding:0}nav,.skip{display:none}section{border:0;padding:.7rem 0 .6rem;border-radius:0;border-top:1px solid #999;margin-bottom:.6rem}
.banner,.pill,.picture,.key,.quote,pre,.actions li::before{-webkit-print-color-adjust:exact;print-color-adjust:exact}.banner{padding:1rem 1.2rem}
h2,h3,h4,summary{break-after:avoid}.quote,.answer,.actions li,tr,.picture{break-inside:avoid}.scroll{overflow:visible}.picture{min-width:0}
details::details-content{content-visibility:visible;block-size:auto;display:block}a{text-decoration:none}}
`.replaceAll('\n', '');
