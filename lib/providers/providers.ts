import type { Tx } from "@/db/client";
import { columns, database, matching, select } from "@/db/drizzle";
import { modelProviders as providers } from "@/db/schema/experiments";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { type Provider, ProviderChange, ProviderId, ProviderInput } from "./provider";
import { Seal } from "./seal";

const MAX_PROVIDERS = 20;

/** The project's providers, the oldest first; never a key. */
export async function listProviders(ctx: Context): Promise<Provider[]> {
  requirePermission(ctx, "read_aggregates");
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      select(tx, providers, "id", "kind", "name", "baseUrl", "sealedKey", "models", "createdBy", "createdAt")
        .where(matching(providers, { projectId: ctx.project.id, removedAt: null }))
        .orderBy(providers.id),
    { readOnly: true },
  );
  return rows.map(({ sealedKey, ...row }) => ({ ...row, hasKey: sealedKey !== null }));
}

/**
 * Adds a provider. Its key is sealed at once, and never shown again.
 * @param secret what keys are sealed with outside of the database: {@link Seal.of}
 * @throws Failure forbidden, bad_request, conflict (too many, or the name is taken)
 */
export async function addProvider(
  ctx: Context,
  input: ProviderInput,
  secret: string | undefined,
): Promise<{ id: number }> {
  requirePermission(ctx, "edit_project");
  const { apiKey, ...wanted } = parse(ProviderInput, input);
  const projectId = ctx.project.id;
  const seal = await Seal.of(ctx.sql, secret);
  return inProject(ctx.sql, projectId, async (tx) => {
    const there = matching(providers, { projectId, removedAt: null });
    if ((await database(tx).$count(providers, there)) >= MAX_PROVIDERS)
      throw new Failure("conflict", `A project has at most ${MAX_PROVIDERS} providers. Remove one first.`);
    await requireFreeName(tx, ctx, wanted.name);
    const [made] = await database(tx)
      .insert(providers)
      .values({
        ...wanted,
        projectId,
        sealedKey: apiKey === null ? null : seal.close(apiKey, { projectId, baseUrl: wanted.baseUrl }),
        createdBy: ctx.actor.name,
        createdAt: ctx.now().toISOString(),
      })
      .returning(columns(providers, "id"));
    if (!made) throw new Error("the provider was not stored");
    await record(tx, ctx, {
      action: "provider.added",
      target: wanted.name,
      detail: {
        id: made.id,
        kind: wanted.kind,
        base_url: wanted.baseUrl,
        has_key: apiKey !== null,
        models: wanted.models.length,
      },
    });
    return made;
  });
}

/** People choose providers by name. @throws Failure conflict */
async function requireFreeName(tx: Tx, ctx: Context, name: string, own = 0): Promise<void> {
  const [other] = await tx`
    select from model_providers
    where project_id = ${ctx.project.id} and removed_at is null and name = ${name} and id <> ${own}`;
  if (other)
    throw new Failure("conflict", `There is a provider “${name}” already. Give this one another name.`);
}

/**
 * Changes a provider. Unless it is given anew its key stays, and so must its address: a key goes nowhere but where it was given for.
 * @throws Failure forbidden, bad_request, not_found, conflict (the name is taken)
 */
export async function changeProvider(
  ctx: Context,
  input: ProviderChange,
  secret: string | undefined,
): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id, name, baseUrl, models, apiKey } = parse(ProviderChange, input);
  const projectId = ctx.project.id;
  const seal = await Seal.of(ctx.sql, secret);
  await inProject(ctx.sql, projectId, async (tx) => {
    const here = matching(providers, { projectId, id, removedAt: null });
    const [before] = await select(tx, providers, "baseUrl", "sealedKey").where(here).for("update");
    if (!before) throw noSuchProvider();
    await requireFreeName(tx, ctx, name, id);
    if (apiKey === undefined && before.sealedKey !== null && before.baseUrl !== baseUrl) throw otherAddress();
    const sealedKey =
      apiKey === undefined
        ? before.sealedKey
        : apiKey === null
          ? null
          : seal.close(apiKey, { projectId, baseUrl });
    await database(tx).update(providers).set({ name, baseUrl, models, sealedKey }).where(here);
    await record(tx, ctx, {
      action: "provider.changed",
      target: name,
      detail: { id, base_url: baseUrl, key_changed: apiKey !== undefined, models: models.length },
    });
  });
}

/** It is asked nothing more, and its key is gone. @throws Failure forbidden, bad_request, not_found */
export async function removeProvider(ctx: Context, input: ProviderId): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id } = parse(ProviderId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [removed] = await database(tx)
      .update(providers)
      .set({ removedAt: ctx.now().toISOString(), sealedKey: null })
      .where(matching(providers, { projectId: ctx.project.id, id, removedAt: null }))
      .returning(columns(providers, "name"));
    if (!removed) throw noSuchProvider();
    await record(tx, ctx, { action: "provider.removed", target: removed.name, detail: { id } });
  });
}

export const noSuchProvider = (): Failure =>
  new Failure(
    "not_found",
    "There is no such provider, or it was removed. Settings › Providers shows those that there are.",
  );

const OTHER_ADDRESS = "Give the key again: it was given for another address, and is sent nowhere else.";
const otherAddress = (): Failure =>
  new Failure("bad_request", OTHER_ADDRESS, { details: [{ path: "apiKey", message: OTHER_ADDRESS }] });
