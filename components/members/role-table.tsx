import { Check, Minus } from "lucide-react";

import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { may, type Permission } from "@/lib/auth/roles";
import { ROLES } from "@/lib/context";

import { ROLE_LABELS } from "./role-labels";

const DEEDS: readonly { permission: Permission; label: string }[] = [
  { permission: "read_aggregates", label: "See latency and cost" },
  { permission: "read_content", label: "Read what was said in traces" },
  { permission: "manage_members", label: "Manage members" },
  { permission: "manage_keys", label: "Manage API keys" },
  { permission: "erase_content", label: "Erase what was said" },
  { permission: "edit_project", label: "Change project settings" },
  { permission: "edit_budgets", label: "Set budgets and raise their limits" },
  { permission: "edit_prices", label: "Set prices and reprice past calls" },
  { permission: "edit_monitors", label: "Set monitors and mute them" },
  { permission: "edit_prompts", label: "Write notes on prompt versions" },
  { permission: "edit_decisions", label: "Say which traces are decisions" },
  { permission: "write_comments", label: "Comment on traces, score" },
  { permission: "edit_views", label: "Save views for the project" },
  { permission: "run_calls", label: "Run recorded calls again, at a provider’s price" },
  { permission: "edit_objectives", label: "Set latency objectives" },
  { permission: "edit_incidents", label: "Handle incidents and drift" },
];

/** Drawn from the very rules that are enforced, so it cannot say anything else. */
export function RoleTable() {
  return (
    <Table caption="What each role may do" pinned compact>
      <TableHead>
        <Th>What</Th>
        {ROLES.map((role) => (
          <Th key={role}>{ROLE_LABELS[role]}</Th>
        ))}
      </TableHead>
      <tbody>
        {DEEDS.map(({ permission, label }) => (
          <Tr key={permission}>
            <Td className="max-md:py-1 max-md:whitespace-normal">{label}</Td>
            {ROLES.map((role) => {
              const yes = may({ kind: "user", id: 0, name: "", role }, permission);
              const Icon = yes ? Check : Minus;
              return (
                <Td key={role} dim={!yes}>
                  <Icon aria-hidden className={yes ? "size-3.5" : "size-3.5 text-ink-3"} />
                  <span className="sr-only">{yes ? "yes" : "no"}</span>
                </Td>
              );
            })}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
