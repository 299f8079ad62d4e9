import {
  Activity,
  BellRing,
  ChartSpline,
  CircleDollarSign,
  FileDiff,
  FlaskConical,
  Gauge,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  Settings,
  ShieldCheck,
  Siren,
  Timer,
  UsersRound,
} from "lucide-react";

import type { ConsolePage } from "./routes";

export interface NavItem {
  page: ConsolePage;
  label: string;
  icon: LucideIcon;
}

/** The sidebar, in groups: what happens now, what it costs and how it moves, what is governed, how it is set up. */
export const NAV_GROUPS: readonly (readonly NavItem[])[] = [
  [
    { page: "overview", label: "Overview", icon: Activity },
    { page: "traces", label: "Traces", icon: ListTree },
    { page: "sessions", label: "Sessions", icon: MessagesSquare },
    { page: "users", label: "Users", icon: UsersRound },
    { page: "prompts", label: "Prompts", icon: FileDiff },
    { page: "experiments", label: "Experiments", icon: FlaskConical },
    { page: "drift", label: "Drift", icon: ChartSpline },
    { page: "incidents", label: "Incidents", icon: Siren },
    { page: "monitors", label: "Monitors", icon: BellRing },
  ],
  [
    { page: "latency", label: "Latency", icon: Timer },
    { page: "cost", label: "Cost", icon: CircleDollarSign },
    { page: "budgets", label: "Budgets", icon: Gauge },
  ],
  [{ page: "compliance", label: "Compliance", icon: ShieldCheck }],
  [
    { page: "settings", label: "Settings", icon: Settings },
    { page: "getting-started", label: "Getting started", icon: Rocket },
  ],
];
