"use client";

import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";

import { DimensionFields } from "@/components/dimensions/dimension-fields";
import { Button } from "@/components/ui/button";
import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import { METRIC_DIMENSIONS } from "@/lib/model/figure-dimensions";
import { dimensionOf } from "@/lib/model/filter-params";
import { QUANTILES, WINDOWS } from "@/lib/monitors/choices";
import { wordsOf } from "@/lib/monitors/say";

import { BackTestPanel } from "./back-test-panel";
import { MuteWindows } from "./mute-windows";
import { isTime, monitorInput, type MonitorText, unitWord } from "./monitor-fields";
import { type MonitorFormProps, type MonitorFormState, useMonitorForm, type Words } from "./use-monitor-form";

/** What is watched, when it is too much, and who is told when; beside it what would have fired. */
export function MonitorForm(props: MonitorFormProps) {
  const { isNew, metrics, words, tryOut } = props;
  const router = useRouter();
  const form = useMonitorForm(props);
  const typed = useWatch({ control: form.control }) as MonitorText;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2 [&>*]:min-w-0">
      <Form of={form}>
        <Panel title="Monitor">
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField
              of={form}
              name="name"
              label="Name"
              required
              maxLength={120}
              placeholder="Support is slow"
            />
            {isNew && <SelectField of={form} name="kind" label="What it compares with" options={KINDS} />}
          </div>
        </Panel>
        {typed.kind === "silence" ? (
          <Silence form={form} />
        ) : (
          <>
            <Metric form={form} metrics={metrics} words={words} metric={typed.metric} />
            {typed.kind === "threshold" ? (
              <Levels form={form} metric={typed.metric} />
            ) : (
              <Unusual form={form} />
            )}
          </>
        )}
        <Telling form={form} />
        <div className="flex gap-2">
          <Submit of={form} size="l" variant="primary">
            {isNew ? "Set monitor" : "Save monitor"}
          </Submit>
          <Button size="l" onClick={() => router.back()}>
            Cancel
          </Button>
        </div>
      </Form>
      <div className="min-w-0 xl:sticky xl:top-[calc(var(--bar)+1rem)]">
        <BackTestPanel input={monitorInput(typed)} tryOut={tryOut} />
      </div>
    </div>
  );
}

const options = (list: readonly string[]) => list.map((value) => ({ value, label: value }));
const KINDS = [
  { value: "threshold", label: "A level that you give" },
  { value: "drift", label: "What is usual" },
  { value: "silence", label: "Sending at all" },
];
const LEVELS = [
  { value: "warning", label: "Warning" },
  { value: "alert", label: "Alert" },
];
const NUMBER = { inputMode: "decimal", autoComplete: "off", className: "tabular text-right" } as const;
const WORD = { autoComplete: "off", spellCheck: false, className: "font-mono" };

interface Part {
  form: MonitorFormState;
}

function Metric({
  form,
  metrics,
  words,
  metric,
}: Part & { metrics: readonly string[]; words: Words; metric: string }) {
  return (
    <Panel title="Metric" aside="all that is given must hold">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          of={form}
          name="metric"
          label="Metric"
          // A name of the API, which files of monitors use too: here it is told in words.
          hint={metrics.includes(metric) ? `Watches ${wordsOf(metric)}.` : "Or score:NAME for a score."}
          required
          suggestions={metrics}
          wordsOf={wordsOf}
          {...WORD}
        />
        {isTime(metric) && (
          <SelectField of={form} name="quantile" label="Quantile" options={options(QUANTILES)} />
        )}
        <SelectField
          of={form}
          name="groupBy"
          label="A series for each"
          hint="Each is judged, told and resolved by itself."
          options={[
            { value: "", label: "none: all together" },
            ...METRIC_DIMENSIONS.map((value) => ({ value, label: dimensionOf(value).label })),
          ]}
        />
        <TextField
          of={form}
          name="delayMinutes"
          label="Wait for late data"
          hint="Minutes."
          required
          {...NUMBER}
          inputMode="numeric"
        />
        <DimensionFields
          of={form}
          dimensions={METRIC_DIMENSIONS}
          nameOf={(dimension) => `filters.${dimension}`}
          words={words}
        />
      </div>
    </Panel>
  );
}

function Levels({ form, metric }: Part & { metric: string }) {
  const hint = unitWord(metric);
  return (
    <Panel title="Levels" aside="at least one">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <SelectField
          of={form}
          name="direction"
          label="Too much is"
          options={[
            { value: "above", label: "above the level" },
            { value: "below", label: "below the level" },
          ]}
        />
        <SelectField
          of={form}
          name="window"
          label="Figure of the last"
          options={options(Object.keys(WINDOWS))}
        />
        <TextField of={form} name="warning" label="Warning" hint={hint} optional {...NUMBER} />
        <TextField of={form} name="alert" label="Alert" hint={hint} optional {...NUMBER} />
        <TextField of={form} name="recover" label="Recovers at" hint={hint} optional {...NUMBER} />
        <TextField
          of={form}
          name="recoverPercent"
          label="Or so far within the level"
          hint="Percent of the level: a figure that wavers about it is told once."
          required
          {...NUMBER}
        />
        <TextField
          of={form}
          name="minCount"
          label="Least observations"
          hint="A figure of fewer is not judged."
          required
          {...NUMBER}
        />
        <SelectField
          of={form}
          name="noData"
          label="Without data"
          options={[
            { value: "ok", label: "all is well" },
            { value: "keep", label: "it stays as it was" },
            { value: "alert", label: "that is an alert" },
          ]}
        />
      </div>
    </Panel>
  );
}

const Unusual = ({ form }: Part) => (
  <Panel title="What is unusual">
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField
        of={form}
        name="interval"
        label="Looks each"
        hint="It learns from 150 of them before it says anything."
        options={[
          { value: "hour", label: "hour" },
          { value: "5m", label: "five minutes" },
        ]}
      />
      <SelectField
        of={form}
        name="driftDirection"
        label="Tells what is"
        options={[
          { value: "both", label: "unusually high or low" },
          { value: "above", label: "unusually high" },
          { value: "below", label: "unusually low" },
        ]}
      />
      <SelectField of={form} name="level" label="Told as" options={LEVELS} />
    </div>
  </Panel>
);

const Silence = ({ form }: Part) => (
  <Panel title="Who stopped sending">
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField
        of={form}
        name="of"
        label="Watch each"
        hint="By the habit of its last day."
        options={[
          { value: "feature", label: "feature" },
          { value: "key", label: "API key" },
          { value: "client", label: "client" },
        ]}
      />
      <TextField
        of={form}
        name="only"
        label="Only these"
        hint="Names, with commas."
        optional
        placeholder="all"
        {...WORD}
      />
      <SelectField of={form} name="level" label="Told as" options={LEVELS} />
    </div>
  </Panel>
);

const Telling = ({ form }: Part) => (
  <Panel title="Telling">
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        of={form}
        name="channels"
        label="Channels"
        hint="Their names, by comma. Empty: all that take incidents."
        optional
        {...WORD}
      />
      <TextField
        of={form}
        name="renotifyHours"
        label="Tell again each"
        hint="Hours, while it lasts. Empty: never."
        optional
        {...NUMBER}
      />
    </div>
    <MuteWindows form={form} />
  </Panel>
);
