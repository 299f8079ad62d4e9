"use client";

import { Columns3, Download, Rows3, Rows4 } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";

import { COLUMN_KEYS, type ColumnKey, DEFAULT_COLUMNS } from "./column-keys";
import { COLUMNS } from "./columns";
import { exportHref } from "./queries";

interface TableToolsProps {
  projectSlug: string;
  search: string;
  columns: readonly ColumnKey[];
  onColumns: (columns: ColumnKey[] | null) => void;
  compact: boolean;
  onCompact: (compact: boolean) => void;
}

const CHOOSABLE = COLUMN_KEYS.filter((key) => key !== "name");

/** How the table looks, and taking it away as a file. */
export function TableTools({ projectSlug, search, columns, onColumns, compact, onCompact }: TableToolsProps) {
  return (
    <>
      <span className="flex gap-1 max-md:hidden">
        <IconButton
          icon={compact ? Rows4 : Rows3}
          label={compact ? "Taller rows" : "Compact rows"}
          pressed={compact}
          onClick={() => onCompact(!compact)}
        />
        <Popover
          label="Columns"
          align="end"
          className="w-52 p-2"
          trigger={<IconButton icon={Columns3} label="Columns" />}
        >
          <div role="group" aria-label="Columns" className="grid px-1">
            {CHOOSABLE.map((key) => (
              <Checkbox
                key={key}
                label={COLUMNS[key].about ?? COLUMNS[key].head}
                checked={columns.includes(key)}
                onChange={(on) =>
                  onColumns(COLUMN_KEYS.filter((other) => (other === key ? on : columns.includes(other))))
                }
              />
            ))}
          </div>
          {columns.join() !== DEFAULT_COLUMNS.join() && (
            <Button variant="ghost" size="s" className="mt-1 w-full" onClick={() => onColumns(null)}>
              Usual columns
            </Button>
          )}
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
