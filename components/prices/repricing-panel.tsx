"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

import { RepricingForm } from "@/components/lazy-parts";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { type Repricing, UNDER_WAY } from "@/lib/cost/reprice/repricing";
import type { ActionResult } from "@/lib/http/action-result";

import type { PreviewRepricing } from "./repricing-form";
import { RepricingHistory } from "./repricing-history";
import { RepricingState } from "./repricing-state";
import { repricingsQuery } from "./repricings-query";

interface RepricingPanelProps {
  slug: string;
  initial: Repricing[];
  today: string;
  editable: boolean;
  /** For which calls somebody has just set a price; null: nothing is offered. */
  offer: { model: string; provider: string } | null;
  /** Models of the last days, to choose from. */
  models: readonly string[];
  preview: PreviewRepricing;
  run: (input: { id: number }) => Promise<ActionResult>;
  cancel: (input: { id: number }) => Promise<ActionResult>;
}

/** Calls of the past at today's prices: what would change, then doing it, then what was done. */
export function RepricingPanel({
  slug,
  initial,
  today,
  editable,
  offer,
  models,
  preview,
  run,
  cancel,
}: RepricingPanelProps) {
  const query = repricingsQuery(slug, initial);
  const { data: repricings, isError } = useQuery(query);
  const client = useQueryClient();
  const again = () => void client.invalidateQueries({ queryKey: query.queryKey });
  const section = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (offer) section.current?.scrollIntoView({ block: "center" });
  }, [offer]);

  const router = useRouter();
  const wasBusy = useRef(false);
  const isBusy = repricings[0] !== undefined && UNDER_WAY.includes(repricings[0].state);
  useEffect(() => {
    // What was repriced changes the tables around it.
    if (wasBusy.current && !isBusy) router.refresh();
    wasBusy.current = isBusy;
  }, [isBusy, router]);

  const [latest, ...older] = repricings;
  const isCurrent = latest && (UNDER_WAY.includes(latest.state) || latest.state === "previewed");
  const history = isCurrent ? older : repricings;
  const shown = history.filter(
    (one) => one.state !== "previewed" && (one.result !== null || one.failure !== null),
  );
  return (
    <div id="reprice" ref={section} className="scroll-mt-16">
      <Panel title="Reprice past calls">
        <div className="grid gap-4 pt-1">
          {offer && !isCurrent && !(latest?.state === "done" && latest.model === offer.model) && (
            <Notice live>
              The price of <b className="font-mono font-medium">{offer.model}</b> is set. Calls that are
              stored already keep their cost until you reprice them.
            </Notice>
          )}
          {isError && <Notice tone="warn">The server does not answer; what is shown may be old.</Notice>}
          {editable && (
            <RepricingForm
              today={today}
              offer={offer}
              models={models}
              disabled={isBusy}
              preview={preview}
              onAsked={again}
            />
          )}
          {latest && isCurrent && (
            <RepricingState
              key={latest.id}
              repricing={latest}
              editable={editable}
              run={run}
              cancel={cancel}
              again={again}
            />
          )}
          {shown.length > 0 && <RepricingHistory repricings={shown} />}
        </div>
      </Panel>
    </div>
  );
}
