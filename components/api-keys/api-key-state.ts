/** Whether a key works now; revoked wins over expired, since somebody meant it. */
export function apiKeyState(
  key: { revokedAt: string | null; expiresAt: string | null },
  now: Date,
): "active" | "expired" | "revoked" {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime()) return "expired";
  return "active";
}
