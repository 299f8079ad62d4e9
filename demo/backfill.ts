import type { Interaction } from "./interaction";
import { type Outbox, type Parcel, parcelsOf } from "./outbox";

const SPANS_AT_ONCE = 400;

/** Sends a past period as fast as it is acknowledged. Stops early when `stopped()` says so. */
export async function backfill(
  interactions: Iterable<Interaction>,
  outbox: Outbox,
  onProgress: (atMs: number, sent: number) => void,
  stopped: () => boolean,
): Promise<number> {
  let sent = 0;
  let parcels: Parcel[] = [];
  let scores: Interaction["score"][] = [];
  const flush = async (): Promise<void> => {
    await outbox.send(parcels);
    for (const score of scores) if (score) await outbox.score(score);
    parcels = [];
    scores = [];
  };
  for (const interaction of interactions) {
    if (stopped()) break;
    parcels.push(...parcelsOf(interaction));
    scores.push(interaction.score);
    sent += 1;
    if (parcels.length < SPANS_AT_ONCE) continue;
    await flush();
    onProgress(interaction.startMs, sent);
  }
  await flush();
  return sent;
}
