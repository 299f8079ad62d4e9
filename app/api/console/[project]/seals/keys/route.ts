import { sessionContext } from "@/app/context";
import { store } from "@/app/store";
import { requirePermission } from "@/lib/auth/require";
import { route } from "@/lib/http/route";
import { listKeys } from "@/lib/seals/signing-keys";

/** Public keys of the instance, each with how it was announced. */
export const GET = route(async (_, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  requirePermission(ctx, "read_audit");
  const keys = await listKeys(store().sql);
  return Response.json(
    keys.map(({ number, id, publicKey, announcement, signature, madeAt }) => ({
      number,
      id,
      public_key: publicKey.toString("hex"),
      announcement,
      signature: signature?.toString("hex") ?? null,
      made_at: madeAt,
    })),
    {
      headers: {
        "content-disposition": 'attachment; filename="recount-signing-keys.json"',
        "cache-control": "private, no-store",
      },
    },
  );
});
