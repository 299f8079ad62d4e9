import { z } from "zod";

import { ROLES } from "@/lib/auth/roles";

export const RoleSchema = z.enum(ROLES, { error: "Choose a role." });
export const UserId = z.int().positive();
