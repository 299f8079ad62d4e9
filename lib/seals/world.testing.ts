import { generateKeyPairSync } from "node:crypto";

import type { TestDatabase, TestProject } from "@/db/testing";
import type { KnownBodies } from "@/lib/bodies/known-bodies";
import { newId, World } from "@/lib/erasures/world.testing";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";

import { sealRound } from "./seal-round";
import { keyIdOf, Signer } from "./signing-keys";

export const HOUR_MS = 3_600_000;

export function testSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = (publicKey.export({ type: "spki", format: "der" }) as Buffer).subarray(-32);
  return new Signer(keyIdOf(raw), raw, privateKey);
}

/** A project whose traces are written, erased and sealed. */
export class SealedWorld extends World {
  readonly signer = testSigner();
  /** So much later than it is: what was written has settled. */
  private laterMs = 0;

  constructor(
    private readonly store: TestDatabase,
    project: TestProject,
  ) {
    super(store, project);
  }

  now = (): Date => new Date(Date.now() + this.laterMs);

  /** Derives what came, lets an hour go by, and seals all. */
  async seal(): Promise<void> {
    await this.derive();
    this.laterMs += HOUR_MS;
    await this.sealNow();
  }

  async sealNow(): Promise<void> {
    while (await sealRound(this.store.worker, this.signer, this.now));
  }

  /** Somebody's judgement of a trace, as a request of its own. */
  async judge(traceId: string, comment: string): Promise<void> {
    const score = {
      ...{ id: newId(8), traceId, spanId: null, sessionId: null, name: "right", value: false, comment },
      ...{ source: "reviewer" as const, correction: null, at: new Date().toISOString() },
    };
    const { batch } = accept(this.ctx, {
      spans: [],
      additions: [],
      scores: [score],
      rejected: [],
      ignored: 0,
    });
    await writeBatch(this.store.pipeline, batch, this.servers[0] as KnownBodies);
  }

  leaves(log = "traces") {
    return this.store.owner<
      { leaf: number; subject: string; version: number; previous: number | null; reason: string }[]
    >`
      select leaf, subject, version, previous, reason from seal_leaves
      where project_id = ${this.project.id} and log = ${log} order by leaf`;
  }
}
