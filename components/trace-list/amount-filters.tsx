"use client";

import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import type { ListFilter } from "./search-params";
import { filterParams } from "./search-params";
import type { FilterChange } from "./use-list-params";

const MS = { placeholder: "2000", wrong: "Milliseconds, such as 2000" };
const USD = { placeholder: "0.05", wrong: "Dollars, such as 0.05" };

const AMOUNTS = [
  { word: "min_duration_ms", label: "Latency at least, ms", ...MS },
  { word: "max_duration_ms", label: "Latency at most, ms", ...MS },
  { word: "min_ttft_ms", label: "First token at least, ms", ...MS },
  { word: "max_ttft_ms", label: "First token at most, ms", ...MS },
  { word: "min_cost_usd", label: "Cost at least, US$", ...USD },
  { word: "max_cost_usd", label: "Cost at most, US$", ...USD },
] as const;

/** How slow, how expensive and how well judged a trace must be. */
export function AmountFilters({
  filter,
  onChange,
}: {
  filter: ListFilter;
  onChange: (change: FilterChange) => void;
}) {
  return (
    <div className="grid grid-cols-2 gap-3">
      {AMOUNTS.map(({ word, ...field }) => (
        <Amount
          key={`${word}:${filter[word] ?? ""}`}
          {...field}
          value={filter[word]}
          parse={filterParams[word].parse}
          onSet={(value) => onChange({ [word]: value })}
        />
      ))}
      <div className="col-span-2">
        <Amount
          key={`score:${filter.score.length}`}
          label="Score"
          placeholder="helpful<0.5, tone=rude, or a name alone"
          text
          value={null}
          parse={(text) => text}
          wrong=""
          onSet={(value) => value !== null && onChange({ score: [...new Set([...filter.score, value])] })}
        />
      </div>
    </div>
  );
}

interface AmountProps {
  label: string;
  placeholder: string;
  value: string | null;
  parse: (text: string) => string | null;
  wrong: string;
  /** Words rather than digits are typed. */
  text?: boolean;
  onSet: (value: string | null) => void;
}

function Amount({ label, placeholder, value, parse, wrong, text: isText = false, onSet }: AmountProps) {
  const [typed, setTyped] = useState(value ?? "");
  const text = typed.trim();
  const bad = text !== "" && parse(text) === null;
  const set = () => {
    if (!bad && text !== (value ?? "")) onSet(text === "" ? null : text);
  };
  return (
    <Field label={label} error={bad ? wrong : undefined}>
      <Input
        inputMode={isText ? "text" : "decimal"}
        className="tabular"
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={set}
        onKeyDown={(event) => event.key === "Enter" && set()}
      />
    </Field>
  );
}
