"use client";

import { cn } from "@/components/ui/cn";
import { type Quantity, exactQuantity, formatDifference, formatQuantity } from "@/lib/format/quantity";

import { ChartFrame, type FrameProps } from "./chart-frame";
import { tableOf } from "./table-data";
import { type WaterfallBar, type WaterfallStep, waterfall } from "./waterfall";

interface WaterfallChartProps extends FrameProps {
  before: { label: string; value: number };
  /** Together they lead from before to after; what they leave unexplained is a step of its own. */
  steps: readonly WaterfallStep[];
  after: { label: string; value: number };
  quantity: Quantity;
}

/** Why did it change? From before to after, each cause with what it added or took away. */
export function WaterfallChart({ before, steps, after, quantity, ...frame }: WaterfallChartProps) {
  const { bars, start } = waterfall(before, steps, after);
  const text = ({ kind, value }: WaterfallBar) =>
    kind === "level" ? formatQuantity(value, quantity) : formatDifference(value, quantity);
  const exact = ({ kind, value }: WaterfallBar) =>
    `${kind === "change" && value > 0 ? "+" : ""}${exactQuantity(value, quantity)}`;
  return (
    <ChartFrame
      {...frame}
      height={bars.length * 28 + (start > 0 ? 18 : 0)}
      table={() =>
        tableOf(
          ["Step", "Change", "Level"],
          bars.map((bar) => [
            bar.label,
            bar.kind === "change" ? exact(bar) : "",
            bar.kind === "level" ? exact(bar) : "",
          ]),
          bars.map((bar) => [
            bar.label,
            bar.kind === "change" ? bar.value : null,
            bar.kind === "level" ? bar.value : null,
          ]),
        )
      }
    >
      <ol>
        {bars.map((bar, index) => {
          const last = index === bars.length - 1;
          return (
            <li
              key={bar.key}
              data-tip={[`${bar.label}: ${exact(bar)}`, bar.note].filter(Boolean).join("\n")}
              className="grid h-7 grid-cols-[minmax(5.5rem,24%)_minmax(0,1fr)_5.5rem] items-center gap-3 text-s"
            >
              {bar.href ? (
                <a href={bar.href} className="truncate hover:underline">
                  {bar.label}
                </a>
              ) : (
                <span className={cn("truncate", bar.kind === "level" && "font-medium")}>{bar.label}</span>
              )}
              <span aria-hidden className="relative h-full">
                {!last && (
                  <span
                    className="absolute top-1/2 h-full border-l border-line-strong"
                    style={{ left: `${bar.reached * 100}%` }}
                  />
                )}
                <span
                  className={cn(
                    "absolute inset-y-1",
                    bar.kind === "level" && start > 0 ? "rounded-r-[3px]" : "rounded-[3px]",
                  )}
                  style={{
                    left: `${bar.from * 100}%`,
                    width: `max(2px, ${(bar.to - bar.from) * 100}%)`,
                    background: barColor(bar),
                    // A bar that does not begin at zero fades where it is cut.
                    maskImage:
                      bar.kind === "level" && start > 0
                        ? "linear-gradient(90deg, transparent, black 24px)"
                        : undefined,
                  }}
                />
              </span>
              <span className={cn("num", bar.kind === "level" && "font-medium")}>{text(bar)}</span>
            </li>
          );
        })}
      </ol>
      {start > 0 && (
        <p className="text-xs text-ink-3">Bars begin at {formatQuantity(start, quantity)}, not at zero.</p>
      )}
    </ChartFrame>
  );
}

/** Two hues that stay apart for everybody; the sign beside the bar says the same. More is not worse by itself, so neither is red. */
const barColor = ({ kind, value }: WaterfallBar): string =>
  kind === "level" ? "var(--series-other)" : value > 0 ? "var(--series-2)" : "var(--series-3)";
