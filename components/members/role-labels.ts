import { ROLES, type Role } from "@/lib/context";

/** What a role is for, in a few words. */
export const ROLE_HINTS: Record<Role, string> = {
  engineer: "reads traces and figures",
  manager: "reads figures, no content",
  compliance: "reads traces and figures, changes nothing",
  admin: "manages members, keys and settings",
};

export const ROLE_OPTIONS = ROLES.map((role) => ({
  value: role,
  label: role[0]?.toUpperCase() + role.slice(1),
}));
