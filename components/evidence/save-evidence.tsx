"use client";

import { FileCheck2 } from "lucide-react";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";

import type { EvidenceOf } from "./evidence-path";

const EvidenceForm = lazy(() =>
  import("./evidence-form").then(({ EvidenceForm: form }) => ({ default: form })),
);

/** Saves sealed records as a file that a stranger can check; only people in compliance are shown it. */
export function SaveEvidence({
  projectSlug,
  about,
  label = "Save evidence",
}: {
  projectSlug: string;
  /** Null: the form asks whose, or of when. */
  about: EvidenceOf | null;
  label?: string;
}) {
  return (
    <FormDialog
      title="Save evidence"
      description="One file that opens off-line, shows the record as it was sealed and checks itself. The audit log keeps who made it."
      trigger={
        <Button size="s">
          <FileCheck2 aria-hidden className="size-4" strokeWidth={1.75} />
          {label}
        </Button>
      }
    >
      {(done) => <EvidenceForm projectSlug={projectSlug} about={about} done={() => done()} />}
    </FormDialog>
  );
}
