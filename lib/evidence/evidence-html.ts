import { createHash } from "node:crypto";

import { plural } from "@/lib/format/count";
import { markup, type Html, Markup } from "@/lib/format/html";
import { formatDateTime } from "@/lib/format/when";
import { canonicalJson } from "@/lib/model/canonical-json";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";
import type { HeadBody } from "@/lib/seals/heads";
import { STYLE } from "@/lib/share/style";

import { type Bundle, type BundleRecord, type Entry, isShown, type Manifest } from "./bundle";
import { README } from "./readme";
import { VERIFIER } from "./verifier";

const OWN_STYLE = `
#state { font-weight: 600; padding: .6rem .8rem; border: 1px solid var(--line); border-left-width: 6px; border-radius: 6px; margin: 0 0 1rem; }
#state.verified { border-left-color: light-dark(#1f7a4d, #58c08d); } #state.wrong { border-left-color: var(--bad); color: var(--bad); }
.step { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1rem; } .step h3 { font-size: 1rem; color: inherit; margin: 0; }
.part { font-size: .8rem; color: var(--dim); margin-top: .6rem; } summary.part { margin: 0; } .not { color: var(--dim); font-style: italic; }
button { font: inherit; padding: .3rem .7rem; } @media print { button, noscript { display: none; } details { display: block; } body { color: #000; background: #fff; max-width: none; margin: 0; } }
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** Nothing loads; what runs and what it looks like are known by their hashes. */
const POLICY = `default-src 'none'; base-uri 'none'; form-action 'none'; script-src ${hashOf(VERIFIER)}; style-src ${hashOf(STYLE + OWN_STYLE)}`;

/** What the page shows of the records: every value says which field it is, so that what is read is what was sealed. */
export function recordHtml(records: readonly BundleRecord[], zone: string): string {
  const newest = new Map<string, number>();
  for (const [at, { leaf }] of records.entries()) if (leaf.log === "traces") newest.set(leaf.subject, at);
  const traces = [...newest.values()];
  const audit = records.flatMap(({ leaf }, at) => (leaf.log === "audit" ? [at] : []));
  return markup`${traces.map((at) => traceSection(records[at] as BundleRecord, at, versionsOf(records, records[at] as BundleRecord), zone))}
    ${
      audit.length > 0 &&
      markup`<section>
        <h2>What the audit log says of it</h2>
        ${audit.map((at) => auditHtml(records[at] as BundleRecord, at))}
      </section>`
    }`.text;
}

const versionsOf = (records: readonly BundleRecord[], { leaf }: BundleRecord): BundleRecord[] =>
  records.filter((other) => other.leaf.log === leaf.log && other.leaf.subject === leaf.subject);

const REASONS: Record<string, string> = {
  settled: "sealed when nothing more came",
  changed: "facts came late",
  erased: "something was erased",
  asked: "sealed because somebody asked for it",
};

function traceSection(
  record: BundleRecord,
  at: number,
  versions: readonly BundleRecord[],
  zone: string,
): Markup {
  const { leaf, list } = record;
  const told = versions.map(
    ({ leaf: version, index }) =>
      markup`<li>Version ${version.version}, leaf ${index}, ${formatDateTime(new Date(version.sealed_at), zone)}: ${REASONS[version.reason] ?? version.reason}</li>`,
  );
  return markup`<section>
    <h2>Trace <code>${leaf.subject}</code></h2>
    <ul class="notes">${told}</ul>
    ${stepsOf(list).map((step) => stepHtml(list, step, at))}
  </section>`;
}

/** Where a step's fields begin and end in the list. */
function stepsOf(list: readonly Entry[]): [from: number, to: number][] {
  const starts = list.flatMap(({ path }, n) => (/^[sar]\/[^/]+$/.test(path) ? [n] : []));
  return starts.map((from, n) => [from, starts[n + 1] ?? list.length]);
}

/** Facts that are told by name; all others stand below. */
const HEAD_FACTS = ["kind", "started_at_utc", "provider", "request_model", "response_model", "tool_name", "finish_reason", "service", "environment", "release", "feature", "prompt_name", "prompt_label", "error_type"] as const; // prettier-ignore

function stepHtml(list: readonly Entry[], [from, to]: [number, number], record: number): Markup {
  const facts = list[from] as Entry;
  const value = isShown(facts) && isObject(facts.value) ? facts.value : null;
  const key = (name: string): Html =>
    value !== null &&
    value[name] !== undefined &&
    markup`<span data-f="${`${record}.${from}`}" data-k="${name}">${shownText(value[name] as Json)}</span>`;
  const rest = list.slice(from + 1, to).map((entry, n) => partHtml(entry, record, from + 1 + n));
  return markup`<div class="step">
    <h3>${key("name") || TITLES[facts.path[0] ?? ""] || facts.path}</h3>
    ${
      value === null
        ? notShown(facts)
        : markup`<dl>${HEAD_FACTS.map(
            (name) =>
              value[name] !== undefined &&
              markup`<div><dt>${name.replaceAll("_", " ")}</dt><dd>${key(name)}</dd></div>`,
          )}</dl>
          <details><summary>All facts of this step</summary><div class="code" data-f="${`${record}.${from}`}">${canonicalJson(value)}</div></details>`
    }
    ${rest}
  </div>`;
}

const TITLES: Record<string, string> = {
  a: "What came about a step in another request",
  r: "Judgement",
};

const PARTS: Record<string, string> = {
  who: "Whose it is said to be", system: "Instructions", context: "Message to the model", output: "Message of the model",
  input: "Input", result: "Result", documents: "Document", scores: "How well the documents fit", error: "Error", settings: "Parameters",
  attributes: "Attributes as they were sent", resource: "Resource", sent: "The span as it was sent", metadata: "Metadata",
  comment: "Comment", correction: "Correction", erased: "Erased at", act: "Act", traces: "Traces", from: "From where", reason: "Why", actor: "Who", target: "To what", detail: "Detail",
}; // prettier-ignore

const FOLDED: ReadonlySet<string> = new Set(["attributes", "resource", "sent", "metadata", "settings"]);

function partHtml(entry: Entry, record: number, at: number): Html {
  const [, , part = entry.path] = entry.path.split("/");
  const title = PARTS[part] ?? part;
  if ("same" in entry)
    return markup`<div class="part">${title}: ${entry.count > 1 ? plural(entry.count, "item") : "the same"} as above</div>`;
  const body = isShown(entry) ? valueHtml(entry.value, `${record}.${at}`) : notShown(entry);
  return FOLDED.has(part)
    ? markup`<details><summary class="part">${title}</summary>${body}</details>`
    : markup`<div class="part">${title}</div>${body}`;
}

const STATES = {
  withheld: "Withheld from this file; its hash is sealed.",
  erased: "Erased; its hash stays, and nothing tells what it was.",
  replaced: "Later facts took its place: see the newest version.",
};
const notShown = (entry: Entry): Markup =>
  markup`<div class="not">${"state" in entry ? STATES[entry.state] : ""}</div>`;

/** A value that says which field it is: a text as it is, a message or another flat object by its parts, all else as JSON. */
function valueHtml(value: Json, field: string): Html {
  if (typeof value === "string")
    return markup`<div class="said plain" dir="auto" data-f="${field}">${value}</div>`;
  const parts = partsOf(value);
  if (parts === null) return markup`<div class="code" dir="auto" data-f="${field}">${shownText(value)}</div>`;
  return markup`<dl>${Object.entries(parts).map(
    ([name, part]) =>
      markup`<div><dt>${name.replaceAll("_", " ")}</dt><dd class="${typeof part === "string" ? "plain" : "code"}" dir="auto" data-f="${field}" data-k="${name}">${shownText(part)}</dd></div>`,
  )}</dl>`;
}

/** Of an object that is read part by part: a message, whose it is, an act. Null: its JSON is read. */
function partsOf(value: Json): JsonObject | null {
  const object = isObject(value) && typeof value.json === "string" ? parseJson(value.json) : value;
  if (!isObject(object)) return null;
  const names = Object.keys(object);
  const isFlat = names.every((name) => typeof object[name] === "string");
  return names.length > 0 &&
    names.length <= 12 &&
    names.every((name) => /^\w+$/.test(name)) &&
    (isFlat || "role" in object)
    ? object
    : null;
}

/** As the verifier reads a field that is shown. */
function shownText(value: Json): string {
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.json === "string" && Object.keys(value).length === 1) return value.json;
  return canonicalJson(value);
}

const auditHtml = (record: BundleRecord, at: number): Markup =>
  markup`<div class="step">${record.list.map((entry, n) => partHtml(entry, at, n))}</div>`;

/** Nothing in it ends the element that it stands in. */
export const jsonInHtml = (bundle: Bundle): string =>
  canonicalJson(bundle as unknown as Json)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

interface Shown {
  heads: Bundle["heads"];
  /** What {@link recordHtml} gave. */
  page: string;
  zone: string;
  keyId: string;
}

/** The page without the evidence in it, so that the manifest can say what all of it is. */
export function evidenceShell(manifest: Manifest, { heads, page, zone, keyId }: Shown): string {
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${POLICY}" />
        <meta http-equiv="x-dns-prefetch-control" content="off" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Evidence: ${manifest.kind} ${manifest.of}</title>
        <style>${new Markup(STYLE + OWN_STYLE)}</style>
      </head>
      <body>
        <header>
          <h1>Evidence: ${manifest.kind} ${manifest.of}</h1>
          <p id="state" role="status">Not checked: this page checks itself where scripts may run. Without them, use recount-verify.js on this file.</p>
          <dl>
            <div><dt>Project</dt><dd>${manifest.project}</dd></div>
            <div><dt>Put together by</dt><dd>${manifest.made_by}</dd></div>
            <div><dt>On</dt><dd>${formatDateTime(new Date(manifest.made_at), zone)}</dd></div>
            ${manifest.reason !== null && markup`<div><dt>Because</dt><dd>${manifest.reason}</dd></div>`}
            <div><dt>Withheld</dt><dd>${manifest.left_out.join(", ") || "nothing"}</dd></div>
            <div><dt>Signed with key</dt><dd><code>${keyId}</code></dd></div>
          </dl>
          ${manifest.missing.length > 0 && markup`<ul class="notes">${manifest.missing.map(({ trace, why }) => markup`<li>Trace <code>${trace}</code> is not in this file: ${why}.</li>`)}</ul>`}
        </header>
        <main><!--record-->${new Markup(page)}<!--/record--></main>
        <section>
          <h2>Signed heads, and what they say is missing</h2>
          ${heads.map((head) => headHtml(JSON.parse(head.body) as HeadBody, zone))}
        </section>
        <section>
          <h2>To check it elsewhere</h2>
          <p>
            <button id="save-json" type="button" disabled>Save the evidence as JSON</button>
            <button id="save-verifier" type="button" disabled>Save the verifier</button>
            <button id="save-readme" type="button" disabled>Save the README</button>
          </p>
          <details><summary>README</summary><div id="readme" class="code">${README}</div></details>
        </section>
        ${new Markup(EVIDENCE)}
        <script id="verifier">${new Markup(VERIFIER)}</script>
      </body>
    </html> `.text;
}

const EVIDENCE = `<script type="application/json" id="evidence"></script>`;

/** One file that reads and checks itself: the shell with the evidence in it. */
export const evidenceHtml = (shell: string, bundle: Bundle): string =>
  shell.replace(EVIDENCE, () => EVIDENCE.replace("><", () => `>${jsonInHtml(bundle)}<`));

const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/**
 * What the page says, title first, without white space and without what it says of its own check: what a browser that has read it
 * can tell, too, since it does not keep the page's source.
 */
export const wordsOf = (shell: string): string =>
  shell
    .replace(/<(script|style|p id="state")[^]*?<\/(?:script|style|p)>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (sign, name: string) => SIGNS[name] ?? sign)
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\s\0\ufffd]/g, "");

function headHtml({ log, number, size, made_at: madeAt, gaps, key }: HeadBody, zone: string): Markup {
  const words =
    gaps === null
      ? []
      : [
          gaps.rootless.count > 0 && `${plural(gaps.rootless.count, "trace")} without a root`,
          ...gaps.rejected.map(
            ({ spans, requests, reason }) =>
              `${spans > 0 ? plural(spans, "span") : plural(requests, "request")} refused (${reason})`,
          ),
          gaps.silent.length > 0 && `silent: ${gaps.silent.map(({ client }) => client).join(", ")}`,
          gaps.quarantined > 0 && `${plural(gaps.quarantined, "sample")} of what was refused`,
        ].filter((word) => word !== false);
  return markup`<p>
    ${log === "audit" ? "Audit log" : "Traces"}, head ${number}: ${plural(size, "leaf", "leaves")}, ${formatDateTime(new Date(madeAt), zone)}, key <code>${key}</code>.
    <span class="dim">${gaps === null ? "" : words.length === 0 ? "Nothing is known to be missing since the head before." : `Missing since the head before: ${words.join("; ")}.`}</span>
  </p>`;
}
