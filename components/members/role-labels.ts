import { ROLES, type Role } from "@/lib/context";

export const ROLE_LABELS: Record<Role, string> = {
  engineer: "Engineer",
  manager: "Manager",
  compliance: "Compliance",
  admin: "Admin",
};

/** What a role is for, in a few words. */
export const ROLE_HINTS: Record<Role, string> = {
  engineer: "Reads traces and figures.",
  manager: "Reads figures, no content.",
  compliance: "Reads traces and figures, changes nothing.",
  admin: "Manages members, keys and settings.",
};

export const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_LABELS[value] }));
