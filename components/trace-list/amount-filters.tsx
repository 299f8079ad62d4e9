"use client";

import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import type { ListFilter } from "./search-params";
import { filterParams } from "./search-params";
import type { FilterChange } from "./use-list-params";

/** How slow and how expensive a trace must at least be. */
export function AmountFilters({
  filter,
  onChange,
}: {
  filter: ListFilter;
  onChange: (change: FilterChange) => void;
}) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <Amount
        key={`ms:${filter.min_duration_ms ?? ""}`}
        label="Min latency, ms"
        placeholder="2000"
        value={filter.min_duration_ms}
        parse={filterParams.min_duration_ms.parse}
        wrong="Milliseconds, such as 2000"
        onSet={(min_duration_ms) => onChange({ min_duration_ms })}
      />
      <Amount
        key={`usd:${filter.min_cost_usd ?? ""}`}
        label="Min cost, US$"
        placeholder="0.05"
        value={filter.min_cost_usd}
        parse={filterParams.min_cost_usd.parse}
        wrong="Dollars, such as 0.05"
        onSet={(min_cost_usd) => onChange({ min_cost_usd })}
      />
    </div>
  );
}

interface AmountProps {
  label: string;
  placeholder: string;
  value: string | null;
  parse: (text: string) => string | null;
  wrong: string;
  onSet: (value: string | null) => void;
}

function Amount({ label, placeholder, value, parse, wrong, onSet }: AmountProps) {
  const [typed, setTyped] = useState(value ?? "");
  const text = typed.trim();
  const bad = text !== "" && parse(text) === null;
  const set = () => {
    if (!bad && text !== (value ?? "")) onSet(text === "" ? null : text);
  };
  return (
    <Field label={label} error={bad ? wrong : undefined}>
      <Input
        inputMode="decimal"
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
