import { batches } from "@/lib/emit/batches";
import { createEmitter, type Emitter } from "@/lib/emit/emitter";
import { type OutgoingScore, postScore } from "@/lib/emit/post-score";
import type { PlannedSpan } from "@/lib/emit/planned-span";

import type { Interaction } from "./interaction";

export interface Parcel {
  environment: string;
  release: string;
  span: PlannedSpan;
}

/** Sends spans under the resource they belong to: the OpenTelemetry SDK has one resource a provider, so one provider each. */
export function createOutbox(target: { url: string; key: string }) {
  const emitters = new Map<string, Emitter>();
  const emitterFor = ({ environment, release }: Parcel): Emitter => {
    const name = `${environment}/${release}`;
    let emitter = emitters.get(name);
    if (!emitter) {
      emitter = createEmitter({
        ...target,
        resource: {
          "service.name": "travel-app",
          "service.version": release,
          "deployment.environment.name": environment,
          "recount.simulated": true,
        },
        scope: { name: "recount-demo", version: "1" },
      });
      emitters.set(name, emitter);
    }
    return emitter;
  };

  return {
    /** Waits until all of it is acknowledged. */
    async send(parcels: readonly Parcel[]): Promise<void> {
      const byEmitter = new Map<Emitter, PlannedSpan[]>();
      for (const parcel of parcels) {
        const emitter = emitterFor(parcel);
        const spans = byEmitter.get(emitter);
        if (spans) spans.push(parcel.span);
        else byEmitter.set(emitter, [parcel.span]);
      }
      for (const [emitter, spans] of byEmitter) for (const batch of batches(spans)) await emitter.send(batch);
    },
    score: (score: OutgoingScore) => postScore(target, score),
    bytesSent: () => [...emitters.values()].reduce((sum, emitter) => sum + emitter.bytesSent(), 0),
    close: async () => {
      await Promise.all([...emitters.values()].map((emitter) => emitter.close()));
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

export const parcelsOf = ({ environment, release, spans }: Interaction): Parcel[] =>
  spans.map((span) => ({ environment, release, span }));
