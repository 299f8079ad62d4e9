"use client";

import { Keyboard, LogOut, UserRound } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";

export interface Viewer {
  name: string;
  email: string;
  /** Role in this project. */
  role: string;
}

interface UserMenuProps {
  viewer: Viewer;
  profileHref: string;
  signOut: () => void | Promise<void>;
  onKeyboardHelp: () => void;
}

/** Who is signed in, in which role, and the way out. */
export function UserMenu({ viewer, profileHref, signOut, onKeyboardHelp }: UserMenuProps) {
  return (
    <Menu
      label="Account"
      trigger={
        <Button variant="ghost" className="px-1!" aria-label={`Account of ${viewer.name}`}>
          <span
            aria-hidden
            className="grid size-5 place-items-center rounded-full bg-accent-soft text-xs font-medium text-accent"
          >
            {[...viewer.name][0]?.toUpperCase()}
          </span>
        </Button>
      }
    >
      <div className="max-w-64 px-2 pt-1 pb-1.5">
        <div className="truncate font-medium">{viewer.name}</div>
        <div className="truncate text-ink-3">{viewer.email}</div>
        <div className="text-ink-3">{viewer.role} in this project</div>
      </div>
      <MenuSeparator />
      <MenuItem icon={UserRound} href={profileHref}>
        Your profile
      </MenuItem>
      <MenuItem icon={Keyboard} shortcut="?" onSelect={onKeyboardHelp}>
        Keyboard
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
