import { canonicalJson } from "@/lib/model/canonical-json";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Signer } from "@/lib/seals/signing-keys";
import { sha256 } from "@/lib/seals/merkle";

import { type BundleRecord, isShown } from "./bundle";

/** An action receipt of draft-sahu-agent-action-receipts-00 before it is signed. */
export interface Receipt {
  step_id: string;
  action_id: string;
  params: Json;
  success: boolean;
  ts_ms: number;
  actor?: { agent?: string; user?: string };
  prev_hash?: string;
}

/** What is signed of a receipt: members in the draft's own order, names within `params` sorted, no white space. */
export function receiptText(receipt: Receipt): string {
  const { step_id, action_id, params, success, ts_ms, actor, prev_hash } = receipt;
  const members: [string, string | undefined][] = [
    ["step_id", JSON.stringify(step_id)],
    ["action_id", JSON.stringify(action_id)],
    ["params", canonicalJson(params)],
    ["success", String(success)],
    ["ts_ms", String(ts_ms)],
    ["actor", actor && JSON.stringify({ agent: actor.agent, user: actor.user })],
    ["prev_hash", prev_hash === undefined ? undefined : JSON.stringify(prev_hash)],
  ];
  const said = members.flatMap(([name, text]) =>
    text === undefined ? [] : `${JSON.stringify(name)}:${text}`,
  );
  return `{${said.join(",")}}`;
}

/** The receipt as a line of a log: as it is signed, with the key and the signature behind. */
export function receiptLine(receipt: Receipt, signer: Pick<Signer, "publicKey" | "signRaw">): string {
  const text = receiptText(receipt);
  const signature = signer.signRaw(Buffer.from(text)).toString("hex");
  return `${text.slice(0, -1)},"public_key":"${signer.publicKey.toString("hex")}","signature":"${signature}"}`;
}

/**
 * A receipt a tool call of the newest version of each trace, in order, each naming the line before. The signer is Recount, which was
 * told of the call: not the agent, and not the tool. Digests stand for what was given and what came back, as the draft advises: they are
 * the hashes of the sealed fields.
 */
export function receiptsOf(records: readonly BundleRecord[], signer: Signer): string[] {
  const newest = new Map<string, BundleRecord>();
  for (const record of records) if (record.leaf.log === "traces") newest.set(record.leaf.subject, record);
  const lines: string[] = [];
  for (const record of newest.values())
    for (const entry of record.list) {
      if (!isShown(entry) || !/^s\/[^/]+$/.test(entry.path) || !isObject(entry.value)) continue;
      if (entry.value.kind !== "tool") continue;
      const before = lines.at(-1);
      lines.push(
        receiptLine(
          {
            ...receiptOf(record, entry.path, entry.value),
            ...(before !== undefined && { prev_hash: sha256(before).toString("hex") }),
          },
          signer,
        ),
      );
    }
  return lines;
}

function receiptOf(record: BundleRecord, path: string, facts: JsonObject): Receipt {
  const text = (name: string): string | undefined => {
    const value = facts[name];
    return typeof value === "string" ? value : undefined;
  };
  const agent = text("service");
  return {
    step_id: text("span_id") ?? path.slice(2),
    action_id: text("tool_name") ?? text("name") ?? "tool",
    params: {
      trace_id: record.leaf.subject,
      leaf: record.index,
      ...digestAt(record, `${path}/input`, "arguments_sha256"),
      ...digestAt(record, `${path}/result`, "result_sha256"),
    },
    success: facts.is_error !== true,
    ts_ms: Date.parse(`${text("started_at_utc") ?? "1970-01-01T00:00:00"}Z`),
    ...(agent !== undefined && { actor: { agent } }),
  };
}

/** The salted hash of a sealed field. */
function digestAt(record: BundleRecord, path: string, name: string): Record<string, string> {
  let field = 0;
  const hashes: string[] = [];
  for (const entry of record.list) {
    if ("same" in entry) {
      if (entry.path === path) return { [name]: hashes[entry.same] ?? "" };
      continue;
    }
    const hash = isShown(entry)
      ? sha256(Buffer.from(entry.salt, "hex"), canonicalJson(entry.value)).toString("hex")
      : (entry as { hash: string }).hash;
    hashes[field++] = hash;
    if (entry.path === path) return { [name]: hash };
  }
  return {};
}
