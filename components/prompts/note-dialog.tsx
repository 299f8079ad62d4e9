"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";

import type { NoteFormProps } from "./note-form";

const NoteForm = lazy(() => import("./note-form").then(({ NoteForm: form }) => ({ default: form })));

/** Writes, changes or takes away the note on a version. @param name of the version */
export const NoteDialog = ({ name, ...form }: { name: string } & Omit<NoteFormProps, "done">) => (
  <FormDialog
    title={`Why ${name} changed`}
    description="For everybody in the project, with your name and the time. An empty note is none."
    trigger={
      <Button
        size="s"
        variant="ghost"
        aria-label={`${form.note === "" ? "Add a" : "Change the"} note on ${name}`}
      >
        {form.note === "" ? "Add note" : "Change note"}
      </Button>
    }
  >
    {(done) => <NoteForm {...form} done={() => done()} />}
  </FormDialog>
);
