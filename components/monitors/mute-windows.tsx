"use client";

import { Plus, X } from "lucide-react";
import { useFieldArray, useFormState } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { ChecksField, TextField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { useTimeZone } from "@/components/ui/time-zone";
import { MOST_MUTE_WINDOWS, type WEEKDAYS } from "@/lib/monitors/choices";

import { newMuteWindow } from "./monitor-fields";
import type { MonitorFormState } from "./use-monitor-form";

const DAYS = [
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
] as const satisfies readonly (readonly [(typeof WEEKDAYS)[number], string])[];
const WORD = { autoComplete: "off", spellCheck: false, className: "font-mono" };

/** When nobody is told: any number of windows of the week, each by the clocks of its own zone. */
export function MuteWindows({ form }: { form: MonitorFormState }) {
  const { control } = form;
  const zone = useTimeZone();
  const { fields, append, remove } = useFieldArray({ control, name: "quiet" });
  const { quiet } = useFormState({ control }).errors;
  const wrong = quiet?.root?.message ?? quiet?.message;
  return (
    <div className="mt-4 grid gap-3">
      {fields.map(({ id }, index) => (
        <fieldset key={id} className="grid gap-3 rounded-m border border-line p-3">
          <legend className="px-1 text-s font-medium">Mute window {index + 1}</legend>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <ChecksField
              of={form}
              name={`quiet.${index}.days`}
              label="Nobody is told on"
              options={DAYS.map(([value, label]) => ({ value, label }))}
            />
            <div className="grid gap-3">
              <TextField of={form} name={`quiet.${index}.from`} label="From" required placeholder="22:00" />
              <TextField
                of={form}
                name={`quiet.${index}.to`}
                label="To"
                hint="Before its beginning: of the day after."
                required
                placeholder="06:00"
              />
              <TextField of={form} name={`quiet.${index}.zone`} label="Time zone" required {...WORD} />
            </div>
          </div>
          <div>
            <IconButton icon={X} label={`Remove mute window ${index + 1}`} onClick={() => remove(index)} />
          </div>
        </fieldset>
      ))}
      {wrong && (
        <p role="alert" className="text-s text-bad">
          {wrong}
        </p>
      )}
      <div>
        <Button
          size="s"
          disabled={fields.length >= MOST_MUTE_WINDOWS}
          onClick={() => append(newMuteWindow(zone))}
        >
          <Plus aria-hidden className="size-3.5" />
          Add mute window
        </Button>
      </div>
    </div>
  );
}
