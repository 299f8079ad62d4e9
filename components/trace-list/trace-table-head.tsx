"use client";

import { cn } from "@/components/ui/cn";
import { ResizeHandle } from "@/components/ui/resize-handle";
import { TableHead, Th } from "@/components/ui/table";

import type { ColumnKey } from "./column-keys";
import { headOf, seenAt } from "./columns";
import { LEAST_PX, type TraceColumns } from "./use-trace-columns";

/** The list's heads: each says how wide its column is, and can be drawn. */
export function TraceTableHead({ of, pinned }: { of: TraceColumns; pinned: boolean }) {
  return (
    <TableHead>
      {of.headers.map((header) => {
        const key = header.column.id as ColumnKey;
        const { head, about, numeric } = headOf(key);
        const width = of.widthOf(key);
        return (
          <Th
            key={key}
            numeric={numeric ?? false}
            data-tip={about}
            style={width === undefined ? undefined : { width }}
            className={cn(
              seenAt(key),
              key === "name" && "max-md:w-auto!",
              key === "name" && pinned && "left-0 z-20",
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
