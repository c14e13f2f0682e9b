/** The looks of the page: light and dark, narrow and wide, on paper. Only the hash of this text may style the page, so no element has a style of its own. */

const colours = `
:root{color-scheme:light dark;--bg:#fafaf7;--card:#fff;--ink:#1b1e22;--soft:#555c66;--line:#dedfd9;--accent:#2a4d9f;--bad:#a3221b;--bad-bg:#fbebe9;--good:#19663c;--good-bg:#e8f4ec;--open:#6f4b00;--open-bg:#fbf1dc;
--busy:#2a4d9f;--away:#7b2d7e;--hatch:#8b9099;--hatch-bg:#ecedea;--strip:#fff;--maybe-bg:#dbe4f7;--dots-bg:#e3ecf9}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--ink:#e7e9ec;--soft:#a7afb9;--line:#31373e;--accent:#a3bdff;--bad:#ff9f97;--bad-bg:#3b1d1b;--good:#8ad8a8;--good-bg:#16301f;--open:#f1c770;--open-bg:#34290f;
--busy:#7d9df0;--away:#cf8fd2;--hatch:#828a94;--hatch-bg:#262b30;--strip:#101316;--maybe-bg:#26345a;--dots-bg:#22304f}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#1d3a80;--bad:#8e1b15;--good:#11502d;--open:#5c3e00;--bad-bg:#fff;--good-bg:#fff;--open-bg:#fff;--busy:#2a4d9f;--away:#7b2d7e;--hatch:#777;--hatch-bg:#eee;--strip:#fff;--maybe-bg:#dbe4f7;--dots-bg:#e3ecf9}}`;

const page = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,Cantarell,sans-serif;overflow-wrap:anywhere}
main,footer{max-width:76rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem)}
main{padding-top:clamp(1.25rem,4vw,3rem)}
main:focus{outline:none}
h1,h2,h3,h4,h5{line-height:1.2;margin:0;font-weight:650;letter-spacing:-.011em;text-wrap:balance}
h1{font-size:clamp(1.55rem,1.1rem + 2vw,2.5rem);letter-spacing:-.02em}
h2{font-size:1.4rem}h3{font-size:1.12rem}h4,h5{font-size:1rem}
p{margin:.4rem 0}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
code,pre,blockquote{font-family:ui-monospace,"Cascadia Mono",Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
ul,ol{padding-left:1.3rem;margin:.4rem 0}
.skip{position:absolute;left:-99rem;background:var(--card);padding:.5rem 1rem}
.skip:focus{left:1rem;top:1rem;z-index:2}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.patterns{position:absolute}
.soft,.aside,.left-out,.server,.words,.more,.between,.shows,.nothing,.names,.others,.id,footer{color:var(--soft)}
.aside,.left-out,.more,.names,.others,.shows,.id{font-size:.9rem}
.eyebrow{margin:0 0 .7rem;font-size:.9rem;color:var(--soft)}
.lede{font-size:1.1rem;color:var(--soft);margin:.7rem 0 0}
.note{border-left:3px solid var(--open);padding-left:.8rem}
.mark{font-weight:700}
.mark.hash-marks,.mark.now-and-then,.mark.wrong-times{color:var(--bad)}.mark.shown{color:var(--good)}.mark.not-observed{color:var(--open)}
.badge{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.82rem;line-height:1.5;font-weight:600;background:var(--open-bg);color:var(--open);white-space:nowrap;border:1px solid transparent}
.badge.good,.badge.shown{background:var(--good-bg);color:var(--good)}
.badge.bad,.badge.hash-marks,.badge.now-and-then,.badge.wrong-times,.badge.confirmed,.badge.likely{background:var(--bad-bg);color:var(--bad)}`;

const first = `
.problem{margin:1.6rem 0 0;padding:clamp(1rem,2.5vw,1.6rem);background:var(--card);border:1px solid var(--line);border-radius:12px;border-top:4px solid var(--bad)}
.problem.not-observed{border-top-color:var(--open)}
.problem.alone{margin-top:0;padding:0;background:none;border:0}
.between{margin:.5rem 0 0}
.sees{margin:1.1rem 0;max-width:46rem}
.sees p{margin:0 0 .4rem}
.when{font-weight:600}
.answer{display:grid;grid-template-columns:1.5fr 1.3fr .8fr;margin:1.4rem 0 .2rem;border:1px solid var(--line);border-radius:12px;background:var(--card);overflow:hidden}
.problem:not(.alone) .answer{background:none;border:0;border-top:1px solid var(--line);border-radius:0;margin-bottom:-.6rem}
.answer>div{padding:1.1rem 1.25rem}
.answer>div+div{border-left:1px solid var(--line)}
.problem:not(.alone) .answer>div:first-child{padding-left:0}
.answer dt{font-size:.8rem;font-weight:650;color:var(--soft);margin-bottom:.35rem}
.answer dd{margin:0}
.answer dd>p:first-child{margin-top:0}
.answer .title{font-weight:650;font-size:1.1rem;line-height:1.35}
.alone .answer .title{font-size:1.25rem}
.answer .do dd>p:first-child{font-weight:550}
.do{background:color-mix(in srgb,var(--accent) 7%,transparent)}
.problem:not(.alone) .do{background:none}
.sure{font-size:.9rem;color:var(--soft)}
.overview .scenarios{list-style:none;padding:0}
.scenarios li{display:grid;grid-template-columns:1.4rem 1fr;padding:.4rem 0;border-top:1px solid var(--line)}
.scenarios li span:last-child{grid-column:2;color:var(--soft);font-size:.9rem}
.report{margin-top:4rem;border-top:4px solid var(--ink);padding-top:2rem}
.parts{margin:2rem 0 0;border-block:1px solid var(--line)}
.parts ul{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;list-style:none;padding:.6rem 0;margin:0}
.part{margin-top:3.2rem}
.part>h2,.part>h3{margin-bottom:.6rem}
.part>h2+p,.part>h3+p{color:var(--soft)}
.notes{max-width:60rem}`;

const tables = `
.scroll{position:relative;overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:650;padding:.9rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem .5rem 0;border-top:1px solid var(--line);font-weight:400}
th,td{overflow-wrap:break-word}td code{overflow-wrap:anywhere}
thead th{border-top:0;font-size:.82rem;font-weight:600;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:550}
.whole{white-space:nowrap}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.plain{min-width:44rem}.plain td,.plain th{font-size:.88rem}
.server{display:block;font-size:.85rem;font-weight:400}
.lookups{table-layout:fixed;min-width:46rem}
.lookups th:nth-child(1),.lookups td:nth-child(2){width:21%}
.lookups .strips{width:34%;padding-right:1.6rem}
.matrix{width:auto;border-collapse:separate;border-spacing:4px}
.matrix th{border:0;padding:.4rem .6rem}.matrix tbody th{padding-left:0}
.cell{min-width:7.5rem;padding:.55rem .7rem;border:1px solid var(--line);border-radius:8px;line-height:1.3}
.cell .what{font-weight:600}.cell .of{display:block;font-size:.82rem}
.cell.shown{background:var(--good-bg);color:var(--good);border-color:transparent}
.cell.hash-marks,.cell.now-and-then,.cell.wrong-times{background:var(--bad-bg);color:var(--bad);border-color:color-mix(in srgb,var(--bad) 35%,transparent)}
.cell.hash-marks.most,.cell.now-and-then.most,.cell.wrong-times.most{border:2px solid var(--bad)}
.cell.not-observed{background:var(--open-bg);color:var(--open);border-style:dashed;border-color:var(--open)}
.cell.none{color:var(--soft);text-align:center;border-style:dotted}
.cell .mark{color:inherit}
.bars{width:30%}
.bars rect{fill:var(--accent)}.bars .bad{fill:var(--bad)}.bars .open{fill:var(--soft)}
.subject{max-width:22rem}.dates{min-width:6.2rem}`;

const strips = `
.strip{display:block;border:1px solid var(--line);border-radius:4px;background:var(--strip)}
.strip.large{border-radius:6px;border-color:var(--hatch)}
.strip .busy{fill:var(--busy)}.strip .away{fill:url(#gone)}.strip .tentative{fill:url(#maybe)}.strip .elsewhere{fill:url(#dots)}.strip .cross-lines{fill:url(#hatch)}
.strip .free{fill:none}.strip .unknown{fill:none;stroke:var(--soft);stroke-width:2;stroke-dasharray:4 5}
.under-hatch{fill:var(--hatch-bg)}.hatch-line{stroke:var(--hatch);stroke-width:4}
.under-maybe{fill:var(--maybe-bg)}.maybe-line{stroke:var(--busy);stroke-width:4}
.under-gone{fill:var(--away)}.gone-line{stroke:var(--strip);stroke-width:1.2}
.under-dots{fill:var(--dots-bg)}.dot{fill:var(--busy)}
.words{display:block;font-size:.85rem;margin-top:.2rem}
.hours{display:block;overflow:visible}.hours text{font-size:11px;fill:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;list-style:none;padding:0;font-size:.88rem}
.legend .strip{display:inline-block;vertical-align:-.25em}`;

const detail = `
.cause+.cause{margin-top:2.5rem;padding-top:1.5rem;border-top:1px solid var(--line)}
.finding{margin:1rem 0 0}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 3rem}
.evidence{margin-top:1.1rem}
.label{font-size:.85rem;font-weight:650;color:var(--soft);margin:0 0 .2rem}
.claims{list-style:none;padding:0}
.claims>li{padding:.35rem 0 .35rem .9rem;border-left:2px solid var(--line);margin:.35rem 0}
.claims p{margin:0}.shows{padding-top:.2rem}
.steps>li{margin:.35rem 0}
.steps>li::marker{font-weight:650}
details>summary{cursor:pointer;padding:.35rem 0}
blockquote{margin:.5rem 0;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:8px}
.quote summary,.rest summary{font-size:.92rem;color:var(--soft)}
.others{margin-top:1.2rem}
.ladder{margin:2rem 0 0;padding:1.2rem;background:var(--card);border:1px solid var(--line);border-radius:12px}
.ladder figcaption{font-weight:650;margin-bottom:.8rem}
.lanes{display:grid;grid-template-columns:repeat(3,1fr);gap:.5rem;text-align:center;font-size:.88rem}
.lanes.two{grid-template-columns:1fr 1fr}
.lanes>div{border:1px solid var(--line);border-radius:8px;padding:.4rem .5rem;background:var(--bg)}
.lanes span{display:block;color:var(--soft);font-size:.8rem}
.rungs{list-style:none;margin:0;padding:.4rem 0 .6rem;
background:linear-gradient(var(--line),var(--line)) 16.66% 0/1px 100% no-repeat,linear-gradient(var(--line),var(--line)) 50% 0/1px 100% no-repeat,linear-gradient(var(--line),var(--line)) 83.33% 0/1px 100% no-repeat}
.rungs.two{background:linear-gradient(var(--line),var(--line)) 25% 0/1px 100% no-repeat,linear-gradient(var(--line),var(--line)) 75% 0/1px 100% no-repeat}
.rung{position:relative;padding:.7rem .9rem .9rem;font-size:.9rem;border-bottom:2px solid var(--soft);background:var(--card)}
.rung p{margin:0}
.rung::after{content:"";position:absolute;bottom:-6px;border:5px solid transparent;z-index:1}
.us-requester,.requester-us{margin:0 50% 0 16.66%}.requester-target{margin:0 16.66% 0 50%}.us-target{margin:0 16.66%}
.two .us-requester,.two .requester-us{margin:0 25%}
.us-requester::after,.requester-target::after,.us-target::after{right:-4px;border-left-color:currentColor;border-left-width:9px}
.requester-us::after{left:-4px;border-right-color:currentColor;border-right-width:9px}
.rung.bad{border-bottom-color:var(--bad)}.rung.good{border-bottom-color:var(--good)}.rung.open{border-bottom-style:dashed}
.rung.bad::after{color:var(--bad)}.rung.good::after{color:var(--good)}.rung.open::after{color:var(--soft)}
.offers{max-width:46rem}
.offers .good{color:var(--good)}.offers .bad{color:var(--soft)}.offers .open{color:var(--open)}
.offers .common td,.offers .common th{background:var(--good-bg)}
.agree,.disagree{font-weight:600}.agree{color:var(--good)}.disagree{color:var(--bad)}
.raw{border-top:1px solid var(--line)}
.raw summary{font-size:.92rem}
pre{overflow:auto;max-height:30rem;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap}
footer{font-size:.85rem;margin-top:4rem;padding-top:1.2rem;padding-bottom:3rem;border-top:1px solid var(--line)}`;

const places = `
@media (max-width:60rem){.hours text:nth-child(even){display:none}.answer{grid-template-columns:1fr}.answer>div+div{border-left:0;border-top:1px solid var(--line)}.problem:not(.alone) .answer>div{padding-left:0;padding-right:0}.columns{grid-template-columns:1fr}}
@media (max-width:44rem){.ladder{padding:1rem .8rem}.lanes{display:none}.rungs,.rungs.two{display:block;background:none;padding:0}.rungs .rung{margin:0 0 .6rem;padding-inline:0}
.lookups{min-width:0}.lookups thead{display:none}.lookups,.lookups tbody,.lookups tr,.lookups th,.lookups td,.lookups caption{display:block;width:auto}
.lookups th:nth-child(1),.lookups td:nth-child(2),.lookups .strips{width:auto}.lookups tr{border-top:1px solid var(--line);padding:.6rem 0}.lookups th,.lookups td{border:0;padding:.15rem 0}.lookups td:nth-child(2)::before{content:"→ "}
.server{display:inline;margin-left:.5rem}}
@media print{body{font-size:10.5pt}.parts,.skip{display:none}main,footer{max-width:none;padding:0}.part{margin-top:1.6rem}.scroll{overflow:visible}.plain,.lookups{min-width:0}
.problem,.answer,.finding,.ladder,tr,.rung{break-inside:avoid}h1,h2,h3,caption,.label{break-after:avoid}
.quote::details-content,.rest::details-content{content-visibility:visible;height:auto;display:block}.part:has(>.raw),.shows a{display:none}
.claims a[href^="https:"]::after{content:" (" attr(href) ")";font-size:.85em}
.rung,.badge,.cell,.strip{print-color-adjust:exact}}`;

export const style = [colours, page, first, tables, strips, detail, places].join('');
