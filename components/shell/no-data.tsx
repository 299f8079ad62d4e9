import { Inbox, type LucideIcon } from "lucide-react";
import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

import { consolePath } from "./routes";

interface NoTracesYetProps {
  project: string;
  icon?: LucideIcon;
  /** What will stand here. */
  children?: ReactNode;
}

/** The project has never had a trace: the only thing to do is to send one. */
export const NoTracesYet = ({ project, icon = Inbox, children }: NoTracesYetProps) => (
  <EmptyState
    icon={icon}
    title="No traces yet"
    action={
      <Button asChild variant="primary">
        <Link href={consolePath(project, "getting-started")}>Send the first trace</Link>
      </Button>
    }
  >
    {children ??
      "Point any OpenTelemetry client at this address and its interactions appear here within seconds."}
  </EmptyState>
);

interface NothingInRangeProps {
  title: string;
  icon?: LucideIcon;
  /** The page over 30 days, or what else shows more. */
  href: string;
  action?: string;
  children: ReactNode;
}

/** There are traces, but not in what was chosen. */
export const NothingInRange = ({
  title,
  icon = Inbox,
  href,
  action = "Show the last 30 days",
  children,
}: NothingInRangeProps) => (
  <EmptyState
    icon={icon}
    title={title}
    action={
      <Button asChild>
        <Link href={href}>{action}</Link>
      </Button>
    }
  >
    {children}
  </EmptyState>
);
