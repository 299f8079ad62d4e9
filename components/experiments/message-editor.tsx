import { LongText } from "@/components/trace/long-text";
import type { Message } from "@/lib/model/message";
import { callText, textOfMessage, whoSaid } from "@/lib/traces/message-text";

import { EditableText } from "./editable-text";

interface MessageEditorProps {
  message: Message;
  /** From 1. */
  number: number;
  /** Undefined: as recorded; null: taken out. */
  edited: string | null | undefined;
  change: (edited: string | null | undefined) => void;
}

/** What a message says in text; its pictures and calls stay. */
const saidIn = ({ content }: Message): string =>
  typeof content === "string"
    ? content
    : (content ?? []).flatMap((part) => (part.type === "text" ? part.text : [])).join("\n");

/** One recorded message: read, edited, or taken out. */
export const MessageEditor = ({ message, number, edited, change }: MessageEditorProps) => (
  <li className="grid gap-1 border-t border-line px-3.5 py-2.5">
    <EditableText
      label={
        <>
          <span className="font-medium">{whoSaid(message.role)}</span>
          <span className="tabular text-ink-3">{number}</span>
        </>
      }
      name={`message ${number}`}
      text={saidIn(message)}
      edited={edited}
      change={change}
    >
      <LongText text={edited ?? textOfMessage(message)} limit={400} />
    </EditableText>
    {(message.tool_calls ?? []).map((call, at) => (
      <LongText key={at} mono text={callText(call)} limit={300} className="text-ink-2" />
    ))}
  </li>
);
