"use client";

import { chooseTheme, type ThemeChoice, useThemeChoice } from "@/components/shell/theme";
import { Select } from "@/components/ui/select";

const OPTIONS = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const satisfies readonly { value: ThemeChoice; label: string }[];

export function ThemeChooser() {
  return (
    <Select
      aria-label="Theme"
      value={useThemeChoice()}
      onChange={chooseTheme}
      options={OPTIONS}
      className="mt-1 w-44"
    />
  );
}
