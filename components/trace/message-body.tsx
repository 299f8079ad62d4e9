"use client";

import { ShieldOff } from "lucide-react";

import { JsonView } from "@/components/ui/json-view";

import { LongText } from "./long-text";
import { MediaPart } from "./media-part";
import { useReading } from "./reading";
import { SaidText } from "./said-text";
import { callText, jsonIn, type ShownMessage } from "@/lib/traces/message-text";

/** What a message says: text as it is meant to be read, JSON as a tree, calls as one would write them; or the message as it was sent. */
export function MessageBody({ message, limit }: { message: ShownMessage; limit?: number }) {
  const reading = useReading();
  const parts =
    typeof message.content === "string"
      ? [{ type: "text" as const, text: message.content }]
      : (message.content ?? []);
  const calls = message.tool_calls ?? [];
  if (reading === "json") return <JsonView value={message} what="message" openDepth={2} />;
  if (parts.length === 0 && calls.length === 0) return <span className="text-ink-3">empty</span>;
  return (
    <div className="grid min-w-0 gap-1.5">
      {parts.map((part, i) => (
        <Part key={i} part={part} role={message.role} limit={limit} />
      ))}
      {calls.map((call, i) => (
        <LongText key={call.id ?? i} mono text={callText(call)} limit={600} />
      ))}
    </div>
  );
}

type Part = Exclude<NonNullable<ShownMessage["content"]>, string>[number];

function Part({ part, role, limit }: { part: Part; role: string; limit: number | undefined }) {
  if (part.type === "media") return <MediaPart part={part} limit={limit} />;
  if (part.type === "other") return <JsonView value={part.value} what="message part" openDepth={1} />;
  if (part.type === "reasoning") return <Reasoning part={part} limit={limit} />;
  if (part.text === "") return null;
  if (part.type === "refusal") {
    return (
      <div className="flex items-start gap-1.5">
        <ShieldOff aria-hidden className="mt-1 size-3.5 shrink-0 text-warn" />
        <div>
          <span className="text-warn">Refused. </span>
          <LongText text={part.text} limit={limit} className="inline" />
        </div>
      </div>
    );
  }
  const json = role === "tool" ? jsonIn(part.text) : undefined;
  return json === undefined ? (
    <SaidText text={part.text} limit={limit} />
  ) : (
    <JsonView value={json} what="tool result" openDepth={1} />
  );
}

function Reasoning({
  part,
  limit,
}: {
  part: Extract<Part, { type: "reasoning" }>;
  limit: number | undefined;
}) {
  const { text, signature, encrypted } = part;
  const proofs = [
    { title: "Signature", value: signature },
    { title: "Encrypted by the provider", value: encrypted },
  ];
  return (
    <details>
      <summary className="text-ink-3 hover:text-ink">
        {text === "" ? "Reasoning, readable by the provider only" : "Reasoning"}
      </summary>
      <div className="mt-1 grid gap-1.5 border-l-2 border-line pl-2.5 text-ink-2">
        {text !== "" && <LongText text={text} limit={limit} />}
        {proofs.map(
          ({ title, value }) =>
            value !== undefined && (
              <p key={title} className="min-w-0 text-xs text-ink-3">
                {title}: <span className="font-mono break-all">{value.slice(0, 120)}</span>
                {value.length > 120 && "…"}
              </p>
            ),
        )}
      </div>
    </details>
  );
}
