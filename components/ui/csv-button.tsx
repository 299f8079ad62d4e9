"use client";

import { Download } from "lucide-react";

import { download } from "@/components/charts/frame/download";
import { IconButton } from "@/components/ui/icon-button";
import { type CsvCell, toCsv } from "@/lib/format/csv";

/** Saves a table as it is, all digits. */
export const CsvButton = ({
  name,
  head,
  rows,
}: {
  /** Of the file, without extension. */
  name: string;
  head: readonly string[];
  rows: readonly (readonly CsvCell[])[];
}) => (
  <IconButton
    size="s"
    icon={Download}
    label="Save as CSV"
    onClick={() => download(`${name}.csv`, toCsv(head, rows))}
  />
);
