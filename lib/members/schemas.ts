import { z } from "zod";

import { ROLES } from "@/lib/context";

export const RoleSchema = z.enum(ROLES, { error: "Choose a role." });
export const UserId = z.int().positive();
