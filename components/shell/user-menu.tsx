"use client";

import { AtSign, BookOpen, Keyboard, LogOut, UserRound } from "lucide-react";

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
  mentions: {
    href: string;
    /** Not looked at yet. */
    waiting: number;
  };
  signOut: () => void | Promise<void>;
  onKeyboardHelp: () => void;
}

/** Who is signed in, in which role, and the way out. */
export function UserMenu({ viewer, profileHref, mentions, signOut, onKeyboardHelp }: UserMenuProps) {
  const waiting = mentions.waiting === 0 ? null : `${mentions.waiting} new`;
  return (
    <Menu
      label="Account"
      trigger={
        <Button
          variant="ghost"
          className="px-1!"
          aria-label={
            waiting === null ? `Account of ${viewer.name}` : `Account of ${viewer.name}, ${waiting}`
          }
        >
          <span
            aria-hidden
            className="relative grid size-5 place-items-center rounded-full bg-accent-soft text-xs font-medium text-accent"
          >
            {[...viewer.name][0]?.toUpperCase()}
            {waiting !== null && (
              <span className="absolute -top-0.5 -right-0.5 size-2 rounded-full border border-surface bg-accent-fill" />
            )}
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
      <MenuItem icon={AtSign} href={mentions.href}>
        Mentions of you{waiting !== null && `: ${waiting}`}
      </MenuItem>
      <MenuItem icon={Keyboard} shortcut="?" onSelect={onKeyboardHelp}>
        Keyboard
      </MenuItem>
      <MenuItem icon={BookOpen} href="/docs">
        Documentation
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
