"use client";

import type { CSSProperties } from "react";

import { formatPercent } from "@/lib/format/percent";
import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";

import { ChartFrame, type FrameProps } from "../frame/chart-frame";
import { type Part, shareParts } from "./share-parts";
import { tableOf } from "../frame/table-data";

interface StackedShareBarProps extends FrameProps {
  parts: readonly Part[];
  quantity: Quantity;
  /** What a part is: "Part of the input". */
  itemName: string;
  valueName: string;
}

const BAR = 20;
const ROW = 24;

/** Kept where parts are named one below the other, and where they are in two columns. */
const heightOf = (parts: number) =>
  ({
    "--one": `${BAR + 8 + ROW * parts}px`,
    "--two": `${BAR + 8 + ROW * Math.ceil(parts / 2)}px`,
  }) as CSSProperties;

/** What is it made of? One bar of 100 %, its parts named below in the same order. */
export function StackedShareBar({ parts, quantity, itemName, valueName, ...frame }: StackedShareBarProps) {
  const drawn = shareParts(parts);
  const exact = (value: number | null) => (value === null ? UNKNOWN : exactQuantity(value, quantity));
  const share = (value: number | null) => (value === null ? UNKNOWN : formatPercent(value));
  const known = drawn.some((part) => part.share !== null);
  const tip = (part: (typeof drawn)[number]) =>
    [`${part.label}: ${exact(part.value)}`, part.share !== null && `${share(part.share)} of all`, part.note]
      .filter(Boolean)
      .join("\n");
  return (
    <div style={heightOf(drawn.length)} className="[--kept:var(--one)] sm:[--kept:var(--two)]">
      <ChartFrame
        {...frame}
        height="var(--kept)"
        empty={known ? undefined : (frame.empty ?? "Nothing was recorded in this range.")}
        table={() =>
          tableOf(
            [itemName, valueName, "Share"],
            drawn.map((part) => [part.label, exact(part.value), share(part.share)]),
            drawn.map((part) => [part.label, part.value, part.share]),
          )
        }
      >
        <div aria-hidden className="flex h-5 gap-px overflow-hidden rounded-s">
          {drawn.map((part) =>
            part.share ? (
              <span
                key={part.key}
                data-tip={tip(part)}
                className="min-w-0.5"
                style={{ flexGrow: part.share, flexBasis: 0, background: part.color }}
              />
            ) : null,
          )}
        </div>
        <ul className="mt-2 gap-x-8 sm:columns-2">
          {drawn.map((part) => (
            <li
              key={part.key}
              data-tip={tip(part)}
              className="flex h-6 break-inside-avoid items-center gap-2 text-s"
            >
              <span
                aria-hidden
                className="size-2 shrink-0 rounded-[2px]"
                style={{ background: part.color }}
              />
              {part.href ? (
                <a href={part.href} className="truncate hover:underline">
                  {part.label}
                </a>
              ) : (
                <span className="truncate">{part.label}</span>
              )}
              <span className="num ml-auto shrink-0">
                {part.value === null ? UNKNOWN : formatQuantity(part.value, quantity)}
              </span>
              <span className="num w-14 shrink-0 text-ink-2">{share(part.share)}</span>
            </li>
          ))}
        </ul>
      </ChartFrame>
    </div>
  );
}
