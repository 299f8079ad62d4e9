"use client";

import { useQueryStates } from "nuqs";
import { type FormEvent, useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Figure } from "@/components/ui/figure";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { formatDifference } from "@/lib/format/quantity";

import { whatIfParams } from "./search-params";
import { whatIfOf } from "./what-if-of";

interface WhatIfPanelProps {
  /** Models of the range, the most expensive first. */
  models: readonly string[];
  /** Percent of the prompts' tokens that were read from a cache, as text; empty: no prompts. */
  cachedNow: string;
  /** Dollars as decimal text; null: nothing is imagined. */
  answer: { today: string; scenario: string; notes: readonly string[] } | null;
}

/** What the range would have cost otherwise. What is imagined stands in the address. */
export function WhatIfPanel({ models, cachedNow, answer }: WhatIfPanelProps) {
  const [pending, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(whatIfParams, {
    history: "push",
    shallow: false,
    startTransition,
  });
  const [swap, setSwap] = useState(asked.swap ?? "");
  function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void setAsked(whatIfOf(new FormData(event.currentTarget), swap));
  }
  return (
    <Panel title="What if" aside="the same range, under other conditions">
      <form onSubmit={ask} className="grid grid-cols-2 items-start gap-3">
        <Field label="Times the calls">
          <Input
            name="traffic"
            inputMode="decimal"
            pattern="\d{1,4}(\.\d{1,3})?"
            defaultValue={asked.traffic ?? "1"}
          />
        </Field>
        <Field label="Read from cache, %" hint={cachedNow === "" ? undefined : `now ${cachedNow} %`}>
          <Input
            name="cached"
            inputMode="decimal"
            pattern="100|\d{1,2}(\.\d)?"
            defaultValue={asked.cached ?? ""}
            placeholder="as it is"
          />
        </Field>
        <Field label="Replace model">
          <Select
            value={swap}
            onChange={setSwap}
            options={[
              { value: "", label: "no model" },
              ...models.map((model) => ({ value: model, label: model })),
            ]}
          />
        </Field>
        <Field label="with">
          <Input
            name="swap_to"
            list="what-if-models"
            defaultValue={asked.swap_to ?? ""}
            placeholder="any model with a price"
          />
        </Field>
        <datalist id="what-if-models">
          {models.map((model) => (
            <option key={model} value={model} />
          ))}
        </datalist>
        <div className="col-span-2 flex flex-wrap items-center gap-3">
          <Button type="submit" pending={pending}>
            Calculate
          </Button>
          {answer !== null && <Answer {...answer} />}
        </div>
      </form>
      {answer !== null && (
        <ul className="mt-2 text-xs text-ink-3">
          {answer.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const Answer = ({ today, scenario }: NonNullable<WhatIfPanelProps["answer"]>) => (
  <output className="text-m">
    <Figure value={scenario} quantity="usd" className="font-semibold" />{" "}
    <span className="text-ink-2">
      instead of <Figure value={today} quantity="usd" />:{" "}
      {formatDifference(Number(scenario) - Number(today), "usd")}
    </span>
  </output>
);
