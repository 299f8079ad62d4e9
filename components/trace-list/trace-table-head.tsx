"use client";

import type { ComponentProps } from "react";

import { cn } from "@/components/ui/cn";
import { ResizeHandle } from "@/components/ui/resize-handle";
import { TableHead, Th } from "@/components/ui/table";

import type { SortKey, SortWord } from "@/lib/traces/sort";

import type { ColumnKey } from "./column-keys";
import { headOf, seenAt } from "./columns";
import { PickHead } from "./pick-cells";
import { LEAST_PX, type TraceColumns } from "./use-trace-columns";

interface TraceTableHeadProps {
  of: TraceColumns;
  pinned: boolean;
  /** The box over the rows in sight; absent: rows are not selected here. */
  pick?: ComponentProps<typeof PickHead> | undefined;
  /** Null: newest first. */
  sort: SortWord | null;
  /** Absent: the list cannot be sorted now. */
  onSort?: ((sort: SortWord | null) => void) | undefined;
}

/** The list's heads: each says how wide its column is, and can be drawn. */
export function TraceTableHead({ of, pinned, pick, sort, onSort }: TraceTableHeadProps) {
  return (
    <TableHead>
      {pick && <PickHead {...pick} />}
      {of.headers.map((header) => {
        const key = header.column.id as ColumnKey;
        const { head, about, numeric, sort: by } = headOf(key);
        const width = of.widthOf(key);
        return (
          <Th
            key={key}
            numeric={numeric ?? false}
            data-tip={about}
            {...sorting(key === "time" ? "time" : by, sort, onSort)}
            style={width === undefined ? undefined : { width }}
            className={cn(
              seenAt(key),
              key === "name" && "max-md:w-auto!",
              key === "name" && pinned && (pick ? "left-9 z-20" : "left-0 z-20"),
              key === "time" && "max-md:w-24!",
              key === "status" && "max-md:w-9! max-md:px-2!",
            )}
          >
            {key === "status" ? <span className="max-md:sr-only">{head}</span> : head}
            <ResizeHandle
              label={about ?? head}
              width={width ?? header.column.getSize()}
              least={LEAST_PX}
              onStart={(event) => {
                const cell = event.currentTarget.parentElement;
                if (cell) of.own(key, cell.getBoundingClientRect().width);
                header.getResizeHandler()(event);
              }}
              onWidth={(next) => of.setWidth(key, next)}
            />
          </Th>
        );
      })}
    </TableHead>
  );
}

/** A head goes from the largest first to the smallest first and back to the newest first, which the head of time leads to at once. */
function sorting(
  by: SortKey | "time" | undefined,
  sort: SortWord | null,
  onSort: TraceTableHeadProps["onSort"],
): Pick<ComponentProps<typeof Th>, "sorted" | "onSort"> {
  if (by === undefined || onSort === undefined) return {};
  if (by === "time")
    return {
      sorted: sort === null ? "desc" : undefined,
      ...(sort !== null && { onSort: () => onSort(null) }),
    };
  const sorted = sort === `${by}.desc` ? "desc" : sort === `${by}.asc` ? "asc" : undefined;
  const next =
    sorted === undefined ? (`${by}.desc` as const) : sorted === "desc" ? (`${by}.asc` as const) : null;
  return { sorted, onSort: () => onSort(next) };
}
