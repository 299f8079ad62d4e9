"use client";

import { ArrowLeftRight } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { Select, type SelectOption } from "@/components/ui/select";

import { diffParams } from "./search-params";

interface VersionSelectProps {
  options: readonly SelectOption<string>[];
  /** Numbers of those that are shown. */
  a: number;
  b: number;
}

/** Which two versions are set side by side. */
export function VersionSelect({ options, a, b }: VersionSelectProps) {
  const [pending, start] = useTransition();
  const [, setView] = useQueryStates(diffParams, {
    history: "push",
    shallow: false,
    scroll: false,
    startTransition: start,
  });
  return (
    <span className="flex flex-wrap items-center gap-2" aria-busy={pending}>
      <Select
        aria-label="Before"
        value={String(a)}
        onChange={(one) => void setView({ a: Number(one), b })}
        options={options}
        className="max-w-56"
      />
      <IconButton
        size="s"
        icon={ArrowLeftRight}
        label="Swap the versions"
        onClick={() => void setView({ a: b, b: a })}
      />
      <Select
        aria-label="After"
        value={String(b)}
        onChange={(one) => void setView({ a, b: Number(one) })}
        options={options}
        className="max-w-56"
      />
    </span>
  );
}
