import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { actionsOf, checkActions, type ToolCallSeen } from "@/lib/decisions/actions";
import { claimsOf } from "@/lib/decisions/claims";
import type { Evidence } from "@/lib/decisions/evidence";
import type { Json } from "@/lib/model/json";
import { seeded } from "@/lib/stats/random";

import { generateRecord } from "./claims/generate";
import { report } from "./report";

/**
 * How well claims and actions of answers are told: on generated records with one figure that nothing holds and one action that no
 * tool did, and on answers of the airline conversations that were labelled by hand.
 */
export function benchClaims(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      records: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      file: { type: "string" },
      misses: { type: "boolean", default: false },
    },
  });
  generated(Number(values.records), Number(values.seed), values.misses);
  const folder = process.env.RECOUNT_FIXTURES;
  const file = values.file ?? (folder && path.join(folder, "data/airline-conversations.jsonl"));
  if (file) labelled(file, values.misses);
  else console.error("no conversations: name them by --file or RECOUNT_FIXTURES");
}

/** Found and right, found and wrong, not found. */
class Tally {
  right = 0;
  wrong = 0;
  missed = 0;

  constructor(
    private readonly name: string,
    private readonly tells: boolean,
  ) {}

  count(found: readonly string[], wanted: readonly string[], about: string): void {
    const left = [...wanted];
    for (const one of found) {
      const at = left.findIndex((other) => alike(one, other));
      if (at >= 0) {
        left.splice(at, 1);
        this.right++;
      } else if (!wanted.some((other) => alike(one, other))) {
        this.wrong++;
        if (this.tells) console.error(`${this.name}: not so: ${one} [${about}]`);
      }
    }
    this.missed += left.length;
    if (this.tells && left.length > 0) console.error(`${this.name}: missed: ${left.join(", ")} [${about}]`);
  }

  report(more: Record<string, unknown>): void {
    const { right, wrong, missed } = this;
    const share = (of: number): number | null => (of === 0 ? null : right / of);
    report({
      name: `${this.name} recall`,
      value: share(right + missed),
      unit: "share",
      right,
      missed,
      ...more,
    });
    report({
      name: `${this.name} precision`,
      value: share(right + wrong),
      unit: "share",
      right,
      wrong,
      ...more,
    });
  }
}

const alike = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => text.toLowerCase().replace(/\s+/g, " ").trim()) as [
    string,
    string,
  ];
  return a === b || a.includes(b) || b.includes(a);
};

function generated(records: number, seed: number, tells: boolean): void {
  const random = seeded(seed);
  const figures = new Tally("claims generated: unsupported figures", tells);
  const ghosts = new Tally("claims generated: ghost actions", tells);
  for (let at = 0; at < records; at++) {
    const record = generateRecord(random);
    const unsupported = claimsOf(record.answer, record.evidence).flatMap((claim) => claim.unsupported);
    figures.count(unsupported, [record.wrongFigure], record.answer);
    const found = checkActions(actionsOf(record.answer), record.tools)
      .filter(({ state }) => state === "ghost")
      .map(({ text }) => text);
    ghosts.count([...new Set(found)], [record.ghost], record.answer);
  }
  figures.report({ records, seed });
  ghosts.report({ records, seed });
}

interface Labels {
  answers: { id: string; unsupported: string[]; actions: { deed: string; done: boolean }[] }[];
}

interface Message {
  role: string;
  content: string | null;
  name?: string;
  tool_call_id?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}

function labelled(file: string, tells: boolean): void {
  const labels = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "claims-sample.json"), "utf8"),
  ) as Labels;
  const answers = answersOf(file);
  const sampled = [...answers.keys()]
    .toSorted((a, b) => (sha256(a) < sha256(b) ? -1 : 1))
    .slice(0, labels.answers.length);
  const facts = new Tally("claims sample: unsupported facts", tells);
  const actions = new Tally("claims sample: actions", tells);
  const states = { right: 0, of: 0 };
  for (const { id, unsupported, actions: wanted } of labels.answers) {
    const before = answers.get(id);
    if (before === undefined || !sampled.includes(id))
      throw new Error(`${id} is not in the sample of this file`);
    const { text, evidence, tools } = before;
    const found = claimsOf(text, evidence).flatMap((claim) => claim.unsupported);
    facts.count([...new Set(found)], unsupported, id);
    const checked = checkActions(actionsOf(text), tools);
    actions.count(
      [...new Set(checked.map(({ deed }) => deed))],
      wanted.map(({ deed }) => deed),
      id,
    );
    for (const { deed, done } of wanted) {
      const action = checked.find((one) => one.deed === deed);
      if (action === undefined) continue;
      states.of++;
      if ((action.state !== "ghost") === done) states.right++;
      else if (tells) console.error(`claims sample: ${id}: ${deed} is ${action.state}`);
    }
  }
  const more = { answers: labels.answers.length, of: answers.size };
  facts.report(more);
  actions.report(more);
  report({
    name: "claims sample: done or not",
    value: states.right / states.of,
    unit: "share of actions",
    ...states,
  });
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Answers that follow a result of a tool, by id, with all that stands before them. */
function answersOf(file: string) {
  const answers = new Map<string, { text: string; evidence: Evidence[]; tools: ToolCallSeen[] }>();
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const { task_id, trial, messages } = JSON.parse(line) as {
      task_id: number;
      trial: number;
      messages: Message[];
    };
    for (const [at, { role, content }] of messages.entries()) {
      const before = messages.slice(0, at);
      if (role !== "assistant" || !content?.trim() || !before.some((one) => one.role === "tool")) continue;
      answers.set(`${task_id}/${trial}/${at}`, { text: content, ...readBefore(before) });
    }
  }
  return answers;
}

function readBefore(before: readonly Message[]): { evidence: Evidence[]; tools: ToolCallSeen[] } {
  const evidence: Evidence[] = [];
  const tools: ToolCallSeen[] = [];
  for (const [at, message] of before.entries()) {
    const id = String(at);
    if (message.role === "tool") {
      // Ids come twice in these conversations: a result is of the call just before it.
      const call = before[at - 1]?.tool_calls?.[0]?.function;
      const name = message.name ?? call?.name ?? "tool";
      const given = call === undefined ? null : (JSON.parse(call.arguments) as Json);
      evidence.push({ id, kind: "tool", label: name, value: [given, message.content ?? null] });
      tools.push({ id, name, arguments: given, result: message.content ?? null, failed: false });
    } else if (message.content) {
      const kind = message.role === "system" ? "prompt" : message.role === "user" ? "user" : null;
      if (kind !== null) evidence.push({ id, kind, label: message.role, value: message.content });
    }
  }
  return { evidence, tools };
}
