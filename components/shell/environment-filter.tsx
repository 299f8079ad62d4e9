"use client";

import { ChevronDown } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";

import { useShellParams } from "./use-shell-params";

/** Which environment the page speaks of; none chosen means all of them. */
export function EnvironmentFilter({ environments }: { environments: readonly string[] }) {
  const [{ env }, setView] = useShellParams();
  // An environment from an old link is still what the page shows, so it is still listed.
  const listed = env !== null && !environments.includes(env) ? [...environments, env] : environments;
  return (
    <Menu
      label="Environment"
      trigger={
        <Button className="max-w-56" aria-label={`Environment: ${env ?? "all"}`}>
          <span className="text-ink-2 max-xl:sr-only">Environment</span>
          <b className="truncate font-medium">
            {env ?? (
              <>
                All<span className="xl:hidden"> environments</span>
              </>
            )}
          </b>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <MenuItem checked={env === null} onSelect={() => void setView({ env: null })}>
        All environments
      </MenuItem>
      {listed.length > 0 && <MenuSeparator />}
      {listed.map((name) => (
        <MenuItem key={name} checked={env === name} onSelect={() => void setView({ env: name })}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
