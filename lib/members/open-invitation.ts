import type { Sql } from "postgres";

import { hashToken } from "@/lib/auth/secret-token";
import type { Role } from "@/lib/context";

export interface OpenInvitation {
  id: number;
  projectId: number;
  projectName: string;
  email: string;
  role: Role;
  /** The address has an account already, so it signs in instead of choosing a password. */
  hasAccount: boolean;
}

/** The invitation behind a link's secret. Null: unknown, used, revoked or expired, or no text at all, as whoever writes their own request may say. */
export async function openInvitation(sql: Sql, token: unknown): Promise<OpenInvitation | null> {
  if (typeof token !== "string") return null;
  const [found] = await sql<OpenInvitation[]>`
    select
      i.invitation_id as id, i.project_id as "projectId", i.project_name as "projectName", i.email, i.role,
      u.id is not null as "hasAccount"
    from open_invitation(${hashToken(token)}) i
    left join users u on u.email = i.email`;
  return found ?? null;
}
