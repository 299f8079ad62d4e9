import { z } from "zod";

import { ROLES } from "@/lib/context";
import { Email } from "@/lib/users/schemas";

export const RoleSchema = z.enum(ROLES, { error: "Choose a role." });
export const UserId = z.int().positive();

export const InviteMember = z.object({ email: Email, role: RoleSchema });
export type InviteMember = z.infer<typeof InviteMember>;
