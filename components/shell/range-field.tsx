"use client";

import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RangeChoice } from "@/lib/time/range";

interface RangeFieldProps {
  /** In which times are meant. */
  zone: string;
  onApply: (choice: RangeChoice) => void;
}

/** A range as people say it. */
export function RangeField({ zone, onApply }: RangeFieldProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className="p-2 pb-3"
      onSubmit={(event) => {
        event.preventDefault();
        // What understands dates is fetched by those who type one.
        void import("./typed-range")
          .then(({ typedRange }) => typedRange(text, new Date(), zone))
          .then((choice) =>
            choice === null
              ? setProblem("Not understood: write 3d, last month, nov 20, or nov 20 14:00 - nov 22")
              : onApply(choice),
          );
      }}
    >
      <Field label="Write a range" error={problem}>
        <Input
          data-autofocus
          value={text}
          placeholder="3d, nov 20, yesterday 14:00 to 16:00"
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
        />
      </Field>
    </form>
  );
}
