import { TrendingDown, TrendingUp } from "lucide-react";
import Link from "@/components/ui/link";

import { Sparkline } from "@/components/charts/sparkline/sparkline";
import { cn } from "@/components/ui/cn";
import { Figure } from "@/components/ui/figure";

import type { TileFacts } from "./tile-facts";

interface TilesProps {
  /** "24 hours", as in "against the 24 hours before". */
  period: string;
  tiles: readonly (TileFacts & { href: string })[];
}

/** The figures that say whether it is healthy; each is a link to the page that explains it. */
export function Tiles({ tiles, period }: TilesProps) {
  return (
    <ul className="grid grid-cols-2 overflow-hidden rounded-l border border-line bg-surface sm:grid-cols-4 xl:grid-cols-7">
      {tiles.map((tile) => (
        <li key={tile.metric} className="-mr-px -mb-px border-r border-b border-line">
          <Link href={tile.href} className="grid h-full content-start px-3.5 pt-3 pb-2.5 hover:bg-hover">
            <span className="text-s text-ink-2">{tile.label}</span>
            <span className="my-0.5 text-xl font-semibold tracking-[-0.02em]">
              <Figure
                value={tile.value}
                quantity={tile.quantity}
                unknown={tile.unknown}
                estimated={tile.estimated === true}
                synthetic={tile.synthetic === true}
              />
            </span>
            <span
              className={cn(
                "flex min-h-4 items-center gap-1 text-xs",
                tile.worse ? "text-warn" : "text-ink-2",
              )}
            >
              {tile.worse && <Way way={tile.change?.way ?? null} />}
              <span
                className="truncate"
                data-tip={tile.change ? `against the ${period} before` : `nothing in the ${period} before`}
              >
                {tile.change?.text ?? "no earlier figure"}
              </span>
            </span>
            <Sparkline
              values={tile.trend}
              fromZero={tile.quantity !== "duration"}
              className="mt-1.5 h-6.5 w-full"
            />
            <span className="mt-1 line-clamp-2 min-h-4 text-xs text-ink-3" data-tip={tile.note ?? undefined}>
              {tile.note}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** A fall never wears a rising arrow. What is worse without having moved (a ceiling that is passed) has none. */
const Way = ({ way }: { way: "up" | "down" | null }) => {
  if (way === null) return <span className="sr-only">worse</span>;
  const Arrow = way === "up" ? TrendingUp : TrendingDown;
  return <Arrow aria-label={way === "up" ? "worse, rising" : "worse, falling"} className="size-3 shrink-0" />;
};
