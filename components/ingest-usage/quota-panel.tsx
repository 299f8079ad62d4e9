"use client";

import Link from "@/components/ui/link";

import { QuotaForm } from "@/components/lazy-parts";
import { Figure } from "@/components/ui/figure";
import { byteLimit, exactBytes } from "@/lib/format/bytes";
import { KeyValues } from "@/components/ui/key-values";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { QuotaToday } from "@/lib/ingest-usage/get-quota";

import type { SaveQuota } from "./quota-form";
import { quotaShare } from "./quota-share";

interface QuotaPanelProps {
  today: QuotaToday;
  /** Bytes; of one request. */
  maxBodyBytes: number;
  defaults: { spansPerSecond: number; requestsPerSecond: number };
  keysHref: string;
  editable: boolean;
  save: SaveQuota;
}

/** What the project may send, how much of today's quota is used up, and when counting starts anew. */
export function QuotaPanel({ today, maxBodyBytes, defaults, keysHref, editable, save }: QuotaPanelProps) {
  return (
    <Panel title="Limits">
      <div className="grid gap-x-10 gap-y-5 pt-1 md:grid-cols-2">
        <div className="grid content-start gap-3">
          <QuotaBar today={today} />
          <KeyValues
            items={[
              {
                key: "Rate of a key",
                value: (
                  <>
                    <Link href={keysHref} className="text-accent underline">
                      Set for each key
                    </Link>
                    ; otherwise <Figure value={defaults.spansPerSecond} quantity="count" /> spans and{" "}
                    <Figure value={defaults.requestsPerSecond} quantity="count" /> requests a second. Each
                    server process counts for itself.
                  </>
                ),
              },
              {
                key: "One request",
                value: (
                  <>
                    <span data-tip={exactBytes(maxBodyBytes)}>{byteLimit(maxBodyBytes)}</span>{" "}
                    (RECOUNT_MAX_BODY_BYTES)
                  </>
                ),
              },
            ]}
          />
        </div>
        <QuotaForm key={today.quota} quota={today.quota} editable={editable} save={save} />
      </div>
    </Panel>
  );
}

function QuotaBar({ today: { used, quota, resetsAt } }: { today: QuotaToday }) {
  const { percent, state, text } = quotaShare(used, quota);
  return (
    <div className="grid gap-1">
      <p className="text-m">
        <b className="font-semibold">
          <Figure value={used} quantity="count" />
        </b>{" "}
        {quota === null ? (
          "spans today (UTC); there is no quota"
        ) : (
          <>
            of <Figure value={quota} quantity="count" /> spans today (UTC)
          </>
        )}
      </p>
      {quota !== null && (
        <div
          role="progressbar"
          aria-label="Daily quota used"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={text}
          className="h-1.5 overflow-hidden rounded-full bg-sunken shadow-[inset_0_0_0_1px_var(--line)]"
        >
          <div
            className={`h-full ${state === "free" ? "bg-accent-fill" : state === "near" ? "bg-warn" : "bg-bad"}`}
            style={{ width: `${percent}%` }}
          />
        </div>
      )}
      <p className="text-s text-ink-3">
        {quota !== null && `${text}. `}
        Starts anew at midnight UTC: <AbsoluteTime at={resetsAt} />.
      </p>
      {state === "full" && (
        <Notice tone="bad">
          Requests are answered with 429 until then. Raise the quota to take more today.
        </Notice>
      )}
    </div>
  );
}
