"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { debounce, useQueryStates } from "nuqs";
import { useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { Input, SearchInput } from "@/components/ui/input";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Select } from "@/components/ui/select";
import { AUDIT_KINDS, type AuditEntryDocument } from "@/lib/audit/document";
import type { AuditActor } from "@/lib/audit/list-actors";
import { type Surface, SURFACES } from "@/lib/context";

import { actorParam, KIND_LABELS, SURFACE_LABELS } from "./audit-words";
import { auditParams } from "./search-params";

const TYPING_MS = 400;

const NONE = { actor: null, surface: null, action: "", target: "", address: "" };

/** Which rows: by kind as links, by who, of what, doing what and from where. */
export function AuditFilters({ actors }: { actors: readonly AuditActor[] }) {
  const [view, set] = useQueryStates(auditParams, { shallow: false, history: "replace" });
  const path = usePathname();
  const search = useSearchParams();
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Filter by what it was done to", group: "List" }, () =>
    input.current?.focus(),
  );
  const hrefOf = (kind: AuditEntryDocument["kind"] | null) => {
    const params = new URLSearchParams(search);
    if (kind === null) params.delete("kind");
    else params.set("kind", kind);
    return params.size === 0 ? path : `${path}?${params}`;
  };
  const typed = (name: "action" | "target" | "address") => ({
    value: view[name],
    onChange: (event: { target: { value: string } }) =>
      void set(
        { [name]: event.target.value },
        { limitUrlUpdates: event.target.value === "" ? undefined : debounce(TYPING_MS) },
      ),
    onKeyDown: (event: { key: string }) => event.key === "Escape" && void set({ [name]: "" }),
  });
  // Somebody whom a link names and the list does not: the filter still says that it is there.
  const isListed =
    view.actor === null || view.actor === "system" || actors.some((one) => actorParam(one) === view.actor);
  const narrowed = view.actor ?? view.surface ?? (view.action || view.target || view.address || null);
  return (
    <div className="grid gap-2">
      <LinkTabs
        label="Rows by kind"
        tabs={[
          { label: "All", href: hrefOf(null), active: view.kind === null },
          ...AUDIT_KINDS.map((kind) => ({
            label: KIND_LABELS[kind],
            href: hrefOf(kind),
            active: view.kind === kind,
          })),
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label="Who"
          className="w-48"
          value={view.actor ?? ""}
          onChange={(actor) => void set({ actor: actor === "" ? null : actor })}
          options={[
            { value: "", label: "Anybody" },
            ...actors.map((one) => ({
              value: actorParam(one),
              label: one.kind === "api_key" ? `${one.name} (key)` : one.name,
            })),
            { value: "system", label: "The system" },
            ...(isListed ? [] : [{ value: view.actor ?? "", label: view.actor ?? "" }]),
          ]}
        />
        <SearchInput
          ref={input}
          aria-label="Trace id, or exactly what it was done to"
          placeholder="Trace id, address, key, session"
          className="w-72 max-md:min-w-0 max-md:flex-1"
          {...typed("target")}
        />
        <span className="w-44">
          <Input aria-label="Beginning of the action" placeholder="Action begins with" {...typed("action")} />
        </span>
        <span className="w-40">
          <Input aria-label="Network address" placeholder="From address" {...typed("address")} />
        </span>
        <Select
          aria-label="Way"
          className="w-36"
          value={view.surface ?? ""}
          onChange={(surface) => void set({ surface: surface === "" ? null : (surface as Surface) })}
          options={[
            { value: "", label: "Any way" },
            ...SURFACES.map((one) => ({ value: one, label: SURFACE_LABELS[one] })),
          ]}
        />
        {narrowed !== null && (
          <Button variant="ghost" onClick={() => void set(NONE)}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  );
}
