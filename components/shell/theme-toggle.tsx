"use client";

import { Monitor, Moon, Sun } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";

import { type ThemeChoice, chooseTheme, useThemeChoice } from "./theme";

const CHOICES = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const satisfies readonly { value: ThemeChoice; label: string; icon: typeof Sun }[];

/** Light, dark, or as the system says. */
export function ThemeToggle() {
  const choice = useThemeChoice();
  const { icon } = CHOICES.find((c) => c.value === choice)!;
  return (
    <Menu label="Theme" trigger={<IconButton icon={icon} label="Theme" />}>
      {CHOICES.map((c) => (
        <MenuItem
          key={c.value}
          icon={c.icon}
          checked={choice === c.value}
          onSelect={() => chooseTheme(c.value)}
        >
          {c.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
