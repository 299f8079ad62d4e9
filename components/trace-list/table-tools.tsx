"use client";

import { Columns3, Download, Rows3, Rows4 } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";

import { ColumnChooser } from "./column-chooser";
import type { ColumnKey } from "./column-keys";
import { exportHref } from "./queries";
import type { TablePreferences } from "./table-preferences";

interface TableToolsProps {
  projectSlug: string;
  search: string;
  columns: readonly ColumnKey[];
  preferences: TablePreferences;
  onChange: (change: Partial<TablePreferences>) => void;
}

/** How the table looks, and taking it away as a file. */
export function TableTools({ projectSlug, search, columns, preferences, onChange }: TableToolsProps) {
  const { compact } = preferences;
  return (
    <>
      <span className="flex gap-1 max-md:hidden">
        <IconButton
          icon={compact ? Rows4 : Rows3}
          label={compact ? "Taller rows" : "Compact rows"}
          pressed={compact}
          onClick={() => onChange({ compact: !compact })}
        />
        <Popover
          label="Columns"
          align="end"
          className="w-64 p-2"
          trigger={<IconButton icon={Columns3} label="Columns" />}
        >
          <ColumnChooser columns={columns} preferences={preferences} onChange={onChange} />
        </Popover>
      </span>
      <Popover
        label="Export"
        align="end"
        className="w-60 p-1"
        trigger={<IconButton icon={Download} label="Export this list" />}
      >
        <p className="px-2 pt-1 pb-1.5 text-xs text-ink-3">The filtered list, up to 100,000 traces</p>
        {(["csv", "json"] as const).map((format) => (
          <a
            key={format}
            href={exportHref(projectSlug, search, format)}
            download
            className="flex h-7 items-center rounded-s px-2 -outline-offset-2 hover:bg-hover"
          >
            Save as {format.toUpperCase()}
          </a>
        ))}
      </Popover>
    </>
  );
}
