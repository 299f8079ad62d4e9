"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";

import { fromWallClock, toWallClock } from "@/components/shell/wall-clock";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { useTimeZone } from "@/components/ui/time-zone";
import { useAction } from "@/components/ui/use-action";
import { plural } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";
import type { PinBaseline } from "@/lib/drift/pin-baseline";

interface BaselineFormProps {
  /** Epoch milliseconds: the end of the period that is offered first. */
  nowMs: number;
  /** Null: what is usual is learned. */
  pinned: { from: string; to: string | null; signals: number; of: number } | null;
  /** Prompt versions that the feature has had: value, and what people read. */
  versions: readonly { value: string; label: string }[];
  /** Null: the viewer may not. */
  pin: ((baseline: PinBaseline["baseline"]) => Promise<ActionResult<void>>) | null;
}

const WEEK_MS = 7 * 86_400_000;
type Choice = PinBaseline["baseline"]["is"];

/** What the signals of a feature are compared with, and another choice of it. */
export function BaselineForm({ nowMs, pinned, versions, pin }: BaselineFormProps) {
  return (
    <div className="grid gap-3 text-s">
      <p className="max-w-200 text-ink-2">
        {pinned === null ? (
          "Compared with what is usual: learned from the weeks before, anew as time passes, without times that drifted."
        ) : (
          <>
            {pinned.signals < pinned.of && `${pinned.signals} of ${plural(pinned.of, "signal")}: `}
            Pinned to <AbsoluteTime at={pinned.from} seconds={false} /> –{" "}
            {pinned.to === null ? "now" : <AbsoluteTime at={pinned.to} seconds={false} />}.
          </>
        )}
      </p>
      {pin && <Choose nowMs={nowMs} versions={versions} pin={pin} />}
    </div>
  );
}

function Choose({
  nowMs,
  versions,
  pin,
}: Pick<BaselineFormProps, "nowMs" | "versions"> & { pin: NonNullable<BaselineFormProps["pin"]> }) {
  const router = useRouter();
  const zone = useTimeZone();
  const [choice, setChoice] = useState<Choice>("learned");
  const [version, setVersion] = useState(versions[0]?.value ?? "");
  const [times, setTimes] = useState(() =>
    [nowMs - 2 * WEEK_MS, nowMs - WEEK_MS].map((ms) => toWallClock(new Date(ms), zone)),
  );
  const { pending, failure, run } = useAction(pin, () => {
    notify.done("The baseline is another from now on");
    router.refresh();
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    const [from, to] = times.map((text) => {
      const date = fromWallClock(text, zone);
      return Number.isNaN(date.getTime()) ? "" : date.toISOString();
    }) as [string, string];
    run(
      choice === "period"
        ? { is: "period", from, to }
        : choice === "prompt_version"
          ? { is: "prompt_version", value: version }
          : { is: "learned" },
    );
  }
  const time = (index: number, label: string) => (
    <Field label={label}>
      <Input
        type="datetime-local"
        required
        value={times[index]}
        onChange={(event) => setTimes(times.map((text, at) => (at === index ? event.target.value : text)))}
      />
    </Field>
  );
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <Field label="Compare with">
        <Select<Choice>
          value={choice}
          onChange={setChoice}
          options={[
            { value: "learned", label: "what is usual" },
            { value: "period", label: "a period" },
            ...(versions.length > 0 ? [{ value: "prompt_version" as const, label: "a prompt version" }] : []),
          ]}
        />
      </Field>
      {choice === "period" && (
        <>
          {time(0, "From")}
          {time(1, "To")}
        </>
      )}
      {choice === "prompt_version" && (
        <Field label="Prompt version">
          <Select value={version} onChange={setVersion} options={versions} />
        </Field>
      )}
      <Button type="submit" size="s" pending={pending}>
        Set baseline
      </Button>
      {failure && <Notice tone="bad">{[failure.message, ...Object.values(failure.fields)].join(" ")}</Notice>}
    </form>
  );
}
