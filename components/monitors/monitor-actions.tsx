"use client";

import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { MonitorInput } from "@/lib/monitors/definition";
import type { ListedMonitor } from "@/lib/monitors/list-monitors";

import { isMuted } from "./is-muted";

interface MonitorActionsProps {
  listed: ListedMonitor;
  /** Address of the page of monitors. */
  path: string;
  save: (input: MonitorInput) => Promise<ActionResult<{ id: number }>>;
  mute: (input: { id: number; hours: number }) => Promise<ActionResult>;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

const MUTE_HOURS = 24;

/** What can be done with one monitor. */
export function MonitorActions({ listed, path, save, mute, remove }: MonitorActionsProps) {
  const router = useRouter();
  const { id, monitor, mutedUntil } = listed;
  const muted = isMuted(mutedUntil);
  const muting = useAction(mute, () => {
    notify.done(muted ? "Monitor tells again" : "Monitor muted for a day");
    router.refresh();
  });
  const switching = useAction(save, () => {
    notify.done(monitor.enabled ? "Monitor switched off" : "Monitor switched on");
    router.refresh();
  });
  return (
    <>
      <Button asChild size="s">
        <Link href={`${path}/${id}/edit`}>Edit</Link>
      </Button>
      {monitor.enabled && (
        <Button
          size="s"
          pending={muting.pending}
          onClick={() => muting.run({ id, hours: muted ? 0 : MUTE_HOURS })}
          data-tip={
            muted
              ? undefined
              : "It is judged on, and nobody is told; what still lasts afterwards is told then."
          }
        >
          {muted ? "Unmute" : "Mute for a day"}
        </Button>
      )}
      {monitor.enabled ? (
        <ConfirmDialog
          title={`Switch off “${monitor.name}”?`}
          consequence="It is judged on and tells nobody; its open incidents are resolved."
          action="Switch off"
          onConfirm={async () => {
            valueOf(await save({ ...monitor, enabled: false }));
            notify.done("Monitor switched off");
            router.refresh();
          }}
          trigger={<Button size="s">Switch off</Button>}
        />
      ) : (
        <Button
          size="s"
          pending={switching.pending}
          onClick={() => switching.run({ ...monitor, enabled: true })}
        >
          Switch on
        </Button>
      )}
      <ConfirmDialog
        title={`Delete the monitor “${monitor.name}”?`}
        consequence="Its open incidents are resolved, and it is not made again. To stop it for a while, mute it or switch it off."
        action="Delete monitor"
        onConfirm={async () => {
          valueOf(await remove({ id }));
          notify.done("Monitor deleted");
          router.push(path);
        }}
        trigger={
          <Button size="s" variant="ghost">
            Delete
          </Button>
        }
      />
    </>
  );
}
