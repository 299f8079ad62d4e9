"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
  FileDiff,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Package,
  Spline,
  Sparkles,
  UserRound,
} from "lucide-react";
import { useEffect, useState } from "react";

import { promptPath } from "@/components/prompts/prompt-paths";
import { sessionPath, tracePath, userPath } from "@/components/trace/trace-paths";
import { fetchJson } from "@/lib/http/fetch-json";
import { shownName } from "@/lib/model/shown-name";
import type { Place } from "@/lib/palette/find-places";

import { consolePath } from "./routes";

const KINDS: Record<Place["kind"], { group: string; what: string; icon: LucideIcon }> = {
  user: { group: "Users", what: "User", icon: UserRound },
  session: { group: "Sessions", what: "Session", icon: MessagesSquare },
  feature: { group: "Features", what: "Feature", icon: Package },
  model: { group: "Models", what: "Model", icon: Sparkles },
  prompt: { group: "Prompts", what: "Prompt", icon: FileDiff },
  trace: { group: "Traces", what: "Trace", icon: ListTree },
  span: { group: "Spans", what: "Span", icon: Spline },
};

/** A place as a row of the palette. */
export interface PlaceRow {
  id: string;
  group: string;
  what: string;
  label: string;
  hint: string | null;
  icon: LucideIcon;
  /** Without range and environment. */
  href: string;
}

const listOf = (projectSlug: string, word: string, value: string): string =>
  `${consolePath(projectSlug, "traces")}?${new URLSearchParams({ [word]: value })}`;

function hrefOf(projectSlug: string, place: Place): string {
  switch (place.kind) {
    case "user":
      return userPath(projectSlug, place.name);
    case "session":
      return sessionPath(projectSlug, place.name);
    case "prompt":
      return promptPath(projectSlug, String(place.promptId));
    case "trace":
      return tracePath(projectSlug, place.traceId);
    case "span":
      return `${tracePath(projectSlug, place.traceId)}?span=${place.spanId}`;
    case "feature":
    case "model":
      return listOf(projectSlug, place.kind, place.name);
  }
}

export const placeRow = (projectSlug: string, place: Place): PlaceRow => ({
  ...KINDS[place.kind],
  id: `${place.kind} ${"spanId" in place ? place.spanId : "traceId" in place ? place.traceId : place.name}`,
  label: place.kind === "trace" || place.kind === "span" ? shownName(place.name) : place.name,
  hint: place.kind === "trace" ? place.traceId.slice(0, 8) : place.kind === "span" ? place.spanId : null,
  href: hrefOf(projectSlug, place),
});

const TYPING_MS = 150;

/** What a typed text may mean, once the typing rests. */
export function usePlaces(projectSlug: string, text: string): { rows: PlaceRow[]; waits: boolean } {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ["palette", projectSlug, settled],
    queryFn: ({ signal }) =>
      fetchJson<Place[]>(
        `/api/console/${encodeURIComponent(projectSlug)}/palette?${new URLSearchParams({ q: settled })}`,
        signal,
      ),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const isOld = settled !== text || found.isPlaceholderData;
  return {
    rows: text === "" || isOld ? [] : (found.data ?? []).map((place) => placeRow(projectSlug, place)),
    waits: text !== "" && (isOld || found.isFetching),
  };
}
