import {
  ArrowDownWideNarrow,
  Binary,
  BookOpenText,
  Bot,
  Circle,
  ClipboardCheck,
  type LucideIcon,
  ShieldCheck,
  Sparkle,
  Workflow,
  Wrench,
} from "lucide-react";

import type { SpanKind } from "@/lib/model/kind";

import { cn } from "./cn";

interface KindLook {
  label: string;
  icon: LucideIcon;
  /** CSS colour for marks, bars and icons; the same hue for a kind on every page. */
  color: string;
}

/** Hues by what a step is: blue conducts, violet calls a model, teal looks things up, orange acts, magenta judges, grey the rest. */
export const KIND_LOOK: Record<SpanKind, KindLook> = {
  agent: { label: "Agent", icon: Bot, color: "var(--kind-agent)" },
  workflow: { label: "Workflow", icon: Workflow, color: "var(--kind-agent)" },
  llm: { label: "Model call", icon: Sparkle, color: "var(--kind-llm)" },
  embedding: { label: "Embedding", icon: Binary, color: "var(--kind-llm)" },
  retrieval: { label: "Retrieval", icon: BookOpenText, color: "var(--kind-retrieval)" },
  rerank: { label: "Rerank", icon: ArrowDownWideNarrow, color: "var(--kind-retrieval)" },
  tool: { label: "Tool", icon: Wrench, color: "var(--kind-tool)" },
  guardrail: { label: "Guardrail", icon: ShieldCheck, color: "var(--kind-guardrail)" },
  evaluator: { label: "Evaluator", icon: ClipboardCheck, color: "var(--kind-guardrail)" },
  other: { label: "Other", icon: Circle, color: "var(--kind-other)" },
};

interface KindDotProps {
  kind: SpanKind;
  /** "dot" in dense rows, "icon" where there is room; both are named for screen readers. */
  look?: "dot" | "icon";
  /** Write the label beside it. */
  labelled?: boolean;
  className?: string;
}

export function KindDot({ kind, look = "icon", labelled, className }: KindDotProps) {
  const { label, icon: Icon, color } = KIND_LOOK[kind];
  return (
    <span
      className={cn("inline-flex shrink-0 items-center gap-1.5", className)}
      title={labelled ? undefined : label}
    >
      {look === "icon" ? (
        <Icon aria-hidden className="size-3.5" strokeWidth={2} style={{ color }} />
      ) : (
        <span aria-hidden className="size-2 rounded-[2px]" style={{ background: color }} />
      )}
      {labelled ? label : <span className="sr-only">{label}</span>}
    </span>
  );
}
