/** Legible on a screen in either theme, and on paper. */
export const STYLE = `:root { color-scheme: light dark; --line: #8884; --sunken: #8881; --dim: light-dark(#5b6270, #a2a9b5); --bad: light-dark(#b3261e, #ff8a80); --accent: light-dark(#1f5fbf, #8ab4f8); }
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1.25rem; overflow-wrap: anywhere; background: light-dark(#fff, #16181d); color: light-dark(#1a1d23, #e6e8ec); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; } h3 { font-size: .85rem; font-weight: 600; color: var(--dim); margin: .75rem 0 .25rem; }
a { color: var(--accent); } .dim { color: var(--dim); } .bad { color: var(--bad); }
code, .code { font-family: ui-monospace, monospace; font-size: .87em; }
.code { white-space: pre-wrap; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sunken); margin: .25rem 0; }
.plain { white-space: pre-wrap; unicode-bidi: plaintext; }
.hash { font-size: .8rem; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; margin: .75rem 0; } dt { font-size: .8rem; color: var(--dim); } dd { margin: 0; }
.notes { padding-left: 1.1rem; } .simulated { color: light-dark(#8a4b00, #ffc069); }
table { border-collapse: collapse; } th { font-weight: 400; color: var(--dim); text-align: left; font-size: .8rem; }
.timeline { width: 100%; table-layout: fixed; font-size: .87rem; } .timeline td, .timeline th { padding: .15rem .5rem .15rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
.timeline .bars { width: 45%; } .timeline .num { width: 5.5rem; text-align: right; padding-right: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bars svg { display: block; width: 100%; height: 10px; }
.bar { fill: #7a8494; } .bar.llm, .bar.embedding { fill: #3b7ddd; } .bar.tool { fill: #c77d1a; } .bar.retrieval, .bar.rerank { fill: #2f9e6e; } .bar.failed { fill: #d64545; }
.d1 { padding-left: .75rem !important; } .d2 { padding-left: 1.5rem !important; } .d3 { padding-left: 2.25rem !important; } .d4 { padding-left: 3rem !important; } .d5 { padding-left: 3.75rem !important; } .d6, .d7, .d8 { padding-left: 4.5rem !important; }
.transcript { list-style: none; padding: 0; margin: 0; } .transcript li { margin: .9rem 0; } .transcript .markdown li { margin: .15rem 0; }
.who { font-weight: 600; font-size: .87rem; } .who .dim { font-weight: 400; }
.call { border-top: 1px solid var(--line); padding-top: .4rem; font-size: .87rem; }
details { border: 1px solid var(--line); border-radius: 6px; padding: .3rem .75rem; margin: .35rem 0; } summary { cursor: pointer; padding: .15rem 0; } summary code { white-space: pre-wrap; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; } .markdown .heading { font-weight: 600; }
.markdown pre { white-space: pre-wrap; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; } .markdown table { display: block; overflow-x: auto; } .markdown td, .markdown th { border: 1px solid var(--line); padding: .2rem .6rem; }
.markdown blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--line); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); font-size: .87rem; }
@media (max-width: 40rem) { body { margin: 1rem auto; padding: 0 .9rem; } .timeline .bars { width: 30%; } .timeline .num { width: 4.5rem; } }
@page { margin: 16mm 14mm; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; } h1, h2, h3, summary { break-after: avoid; } tr, dl { break-inside: avoid; } details::details-content { content-visibility: visible; block-size: auto; } .bars svg { print-color-adjust: exact; } }`;

/** A replay beside that; which part of a step is seen follows its phase, once the script runs. */
export const REPLAY_STYLE = `
body { max-width: 76rem; }
.controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; padding: .6rem 0; background: light-dark(#fff, #16181d); border-bottom: 1px solid var(--line); }
.controls dl { margin: 0; } .controls .keys { flex-basis: 100%; margin: 0; font-size: .8rem; } .controls noscript { flex-basis: 100%; }
#moment { flex: 1 1 14rem; accent-color: var(--accent); } #now { font-variant-numeric: tabular-nums; min-width: 9rem; } dd { font-variant-numeric: tabular-nums; }
button, select { font: inherit; color: inherit; background: var(--sunken); border: 1px solid light-dark(#8a8f99, #767c87); border-radius: 6px; padding: .2rem .6rem; min-height: 1.75rem; }
.stage { display: grid; align-items: start; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 1.5rem; margin-top: 1rem; }
.replayed button { border: 0; background: none; padding: 0; text-align: left; color: var(--accent); }
.side section h2 { margin-top: 0; } .ahead-only, .running-only { display: none; }
.plays .replayed [data-phase=ahead] .outcome, .plays .replayed [data-phase=running] .outcome { display: none; }
.plays .replayed [data-phase=ahead] .bar, .plays .replayed [data-phase=running] .bar.failed { fill: #7a8494; } .plays .replayed [data-phase=ahead] .bar { fill-opacity: .45; }
.plays .replayed [aria-current] { background: var(--sunken); } .plays .replayed [aria-current] button { font-weight: 600; }
.plays .side [data-phase=ahead] > :not(h2):not(.ahead-only) { display: none; } .plays .side [data-phase=ahead] .ahead-only, .plays .side [data-phase=running] .running-only { display: block; }
.plays .side [data-phase=running] .came { display: none; } [hidden] { display: none !important; }
@media (max-width: 50rem) { .stage { grid-template-columns: minmax(0, 1fr); } }
@media print { .controls { display: none; } .plays .side section[hidden] { display: block !important; } }`;
