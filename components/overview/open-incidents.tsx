import Link from "next/link";

import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OpenIncident } from "@/lib/incidents/list-open-incidents";

/** What somebody should look at now; nothing where there is nothing. */
export function OpenIncidents({ incidents }: { incidents: readonly OpenIncident[] }) {
  if (incidents.length === 0) return null;
  return (
    <Panel title="Open incidents" aside={String(incidents.length)} flush>
      <ul className="text-s">
        {incidents.map(({ id, title, link, openedAt }) => (
          <li key={id} className="border-t border-line">
            <Link href={link} className="flex min-h-8 items-center gap-3 px-3.5 py-1 hover:bg-hover">
              <span aria-hidden className="size-2 shrink-0 rounded-[2px] bg-bad" />
              <span>{title}</span>
              <span className="ml-auto shrink-0 text-ink-3">
                <RelativeTime at={openedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
