"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { FilterPopover } from "@/components/ui/filter-popover";

import { promptsParams } from "./search-params";

/** Features whose prompts, and figures, are shown. @param features those of the range, most calls first */
export function FeatureFilter({ features }: { features: readonly { value: string; count: number }[] }) {
  const [pending, start] = useTransition();
  const [{ feature }, setView] = useQueryStates(promptsParams, {
    history: "push",
    shallow: false,
    scroll: false,
    startTransition: start,
  });
  const chosen = feature ?? [];
  const known = new Set(features.map(({ value }) => value));
  return (
    <span aria-busy={pending}>
      <FilterPopover
        name="Feature"
        chosen={chosen}
        onChange={(next) => void setView({ feature: next.length === 0 ? null : next })}
        options={[
          ...features.map(({ value, count }) => ({ value, label: value, count })),
          ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value, count: 0 })),
        ]}
        note="Prompts of the range that were used in it."
      />
    </span>
  );
}
