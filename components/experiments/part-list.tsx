import type { Part } from "@/lib/experiments/parts";

import { EditableText } from "./editable-text";
import { PartText } from "./part-text";

interface PartListProps {
  parts: readonly Part[];
  edited: Readonly<Record<string, string | null>>;
  change: (key: string, edited: string | null | undefined) => void;
}

/** Documents and results of tools that stand in the call: each can be edited, or taken out. */
export const PartList = ({ parts, edited, change }: PartListProps) => (
  <ul className="border-t border-line">
    {parts.map((part) => (
      <li key={part.key} className="grid gap-1 border-b border-line px-3.5 py-2 last:border-b-0">
        <EditableText
          label={<span className="font-medium">{part.label}</span>}
          name={part.label.toLowerCase()}
          text={part.text}
          edited={edited[part.key]}
          change={(next) => change(part.key, next)}
        >
          <PartText text={edited[part.key] ?? part.text} />
        </EditableText>
      </li>
    ))}
  </ul>
);
