import { Bot, ChevronDown, ChevronRight, KeyRound } from "lucide-react";
import Link from "@/components/ui/link";

import { tracePath } from "@/components/trace/trace-paths";
import { CopyButton } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import { KeyValues } from "@/components/ui/key-values";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { Td, Tr } from "@/components/ui/table";
import type { AuditEntryDocument } from "@/lib/audit/document";
import { plural } from "@/lib/format/count";

import { SURFACE_LABELS, wordsOfAction } from "./audit-words";

interface AuditRowProps {
  projectSlug: string;
  entry: AuditEntryDocument;
  open: boolean;
  onToggle: () => void;
}

const COLUMNS = 6;
const SHOWN_DIGITS = 8;
/** Links in the details of a row; all ids are in the export. */
const MOST_LINKS = 50;

export function AuditRow({ projectSlug, entry, open, onToggle }: AuditRowProps) {
  const id = `audit-${entry.id}`;
  return (
    <>
      <Tr selected={open}>
        <Td dim>
          <AbsoluteTime at={entry.at} seconds />
        </Td>
        <Td className="max-w-56 truncate" title={entry.actor.name}>
          <Actor actor={entry.actor} />
        </Td>
        <Td title={entry.action}>{wordsOfAction(entry.action)}</Td>
        <Td className="max-w-80 truncate">
          <OfWhat projectSlug={projectSlug} entry={entry} />
        </Td>
        <Td dim className="max-w-56 truncate" title={entry.route ?? undefined}>
          {[entry.surface && SURFACE_LABELS[entry.surface], entry.address].filter(Boolean).join(", ") || "–"}
        </Td>
        <Td>
          <IconButton
            icon={open ? ChevronDown : ChevronRight}
            label={open ? "Hide details" : "Show details"}
            size="s"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={onToggle}
          />
        </Td>
      </Tr>
      {open && (
        <tr id={id}>
          <td colSpan={COLUMNS} className="border-b border-line bg-sunken px-3.5 py-3">
            <Details projectSlug={projectSlug} entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

export function Actor({
  actor: { kind, name },
}: {
  actor: Pick<AuditEntryDocument["actor"], "kind" | "name">;
}) {
  const Icon = kind === "api_key" ? KeyRound : kind === "system" ? Bot : null;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle">
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />}
      <span className="truncate">{name}</span>
      {kind === "api_key" && <span className="sr-only">API key</span>}
    </span>
  );
}

function OfWhat({ projectSlug, entry }: Pick<AuditRowProps, "projectSlug" | "entry">) {
  const [first, ...others] = entry.trace_ids;
  // A span's id says nothing without its trace.
  const named = first === undefined || !(entry.target === first || entry.action === "span.read");
  if (entry.target !== null && named) return <span title={entry.target}>{entry.target}</span>;
  if (first === undefined) return <span className="text-ink-3">–</span>;
  if (others.length > 0) return plural(entry.trace_ids.length, "trace");
  return (
    <Link
      href={tracePath(projectSlug, first)}
      prefetch={false}
      className="font-mono text-accent hover:underline"
      title={first}
    >
      {first.slice(0, SHOWN_DIGITS)}
    </Link>
  );
}

function Details({ projectSlug, entry }: Pick<AuditRowProps, "projectSlug" | "entry">) {
  const { actor, trace_ids: ids, detail } = entry;
  const items = [
    { key: "When", value: <AbsoluteTime at={entry.at} milliseconds /> },
    {
      key: "Who",
      value: `${actor.name}${actor.kind === "user" ? ` (person ${actor.id})` : actor.kind === "api_key" ? ` (API key ${actor.id})` : ""}`,
    },
    { key: "Action", value: <code>{entry.action}</code> },
    ...(entry.target === null ? [] : [{ key: "Of what", value: entry.target }]),
    ...(ids.length === 0
      ? []
      : [{ key: plural(ids.length, "trace"), value: <Traces projectSlug={projectSlug} ids={ids} /> }]),
    ...(entry.surface === null ? [] : [{ key: "Way", value: SURFACE_LABELS[entry.surface] }]),
    ...(entry.route ? [{ key: "Path", value: <code>{entry.route}</code> }] : []),
    ...(entry.address === null ? [] : [{ key: "Address", value: <code>{entry.address}</code> }]),
    ...(entry.reason === null ? [] : [{ key: "Reason", value: entry.reason }]),
    ...Object.entries(detail).map(([key, value]) => ({
      key: key.replaceAll("_", " "),
      value:
        typeof value === "string" ? value : <code className="wrap-anywhere">{JSON.stringify(value)}</code>,
    })),
    {
      key: "Row",
      value: (
        <span className="inline-flex items-center gap-1">
          <span className="tabular">{entry.id}</span>
          <CopyButton text={() => JSON.stringify(entry, null, 2)} what="row as JSON" />
        </span>
      ),
    },
  ];
  return <KeyValues items={items} />;
}

const Traces = ({ projectSlug, ids }: { projectSlug: string; ids: readonly string[] }) => (
  <span className="flex flex-wrap gap-x-3 gap-y-0.5">
    {ids.slice(0, MOST_LINKS).map((id) => (
      <Link
        key={id}
        href={tracePath(projectSlug, id)}
        prefetch={false}
        className="font-mono text-accent hover:underline"
      >
        {id}
      </Link>
    ))}
    {ids.length > MOST_LINKS && <span className="text-ink-3">and {ids.length - MOST_LINKS} more</span>}
  </span>
);
