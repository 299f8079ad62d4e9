"use client";

import { ChevronDown, ChevronUp } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";

import { type ColumnKey, DEFAULT_COLUMNS, moved, orderOf } from "./column-keys";
import { headOf } from "./columns";
import { type TablePreferences, USUAL } from "./table-preferences";

interface ColumnChooserProps {
  /** Those that are drawn, in their order. */
  columns: readonly ColumnKey[];
  preferences: TablePreferences;
  onChange: (change: Partial<TablePreferences>) => void;
}

/** Which columns are drawn, in which order, and whether the trace stays in sight. */
export function ColumnChooser({ columns, preferences, onChange }: ColumnChooserProps) {
  const order = orderOf(preferences.order);
  const labelOf = (key: ColumnKey) => headOf(key).about ?? headOf(key).head;
  const move = (key: ColumnKey, by: -1 | 1) => onChange({ order: moved(order, columns, key, by) });
  const usual =
    columns.join() === DEFAULT_COLUMNS.join() &&
    Object.keys(preferences.sizes).length === 0 &&
    !preferences.pinned;
  return (
    <>
      <div role="group" aria-label="Columns" className="grid px-1">
        {order.map((key) => (
          <div key={key} className="group/column flex items-center">
            <Checkbox
              label={labelOf(key)}
              disabled={key === "name"}
              checked={columns.includes(key)}
              onChange={(on) =>
                onChange({ columns: order.filter((other) => (other === key ? on : columns.includes(other))) })
              }
            />
            {columns.includes(key) && (
              <span className="ml-auto flex opacity-0 group-focus-within/column:opacity-100 group-hover/column:opacity-100">
                <IconButton
                  size="s"
                  icon={ChevronUp}
                  label={`Move ${labelOf(key)} to the left`}
                  disabled={columns[0] === key}
                  onClick={() => move(key, -1)}
                />
                <IconButton
                  size="s"
                  icon={ChevronDown}
                  label={`Move ${labelOf(key)} to the right`}
                  disabled={columns.at(-1) === key}
                  onClick={() => move(key, 1)}
                />
              </span>
            )}
          </div>
        ))}
      </div>
      <div className="mt-1 grid border-t border-line px-1 pt-1">
        <Checkbox
          label="Keep the trace in sight"
          checked={preferences.pinned}
          onChange={(pinned) => onChange({ pinned })}
        />
      </div>
      {!usual && (
        <Button
          variant="ghost"
          size="s"
          className="mt-1 w-full"
          onClick={() => onChange({ ...USUAL, compact: preferences.compact })}
        >
          Usual columns
        </Button>
      )}
    </>
  );
}
