"use client";

import { Ellipsis, House, Pencil, Save, Trash2 } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { notify } from "@/components/ui/notify";
import { Skeleton } from "@/components/ui/skeleton";
import { settle } from "@/components/ui/use-action";
import type { SavedView } from "@/lib/views/list-views";
import type { ChangeView } from "@/lib/views/schemas";

import { NO_VIEW, type Views } from "./views";

const RenameViewForm = lazy(() =>
  import("./rename-view-form").then(({ RenameViewForm: form }) => ({ default: form })),
);

interface ViewMenuProps extends Pick<Views, "mayShare" | "change"> {
  view: SavedView;
  /** The list that is shown, where it is another one than the view's; null: it is that. */
  query: string | null;
}

/** What can be done with the view that is open. */
export function ViewMenu({ view, query, mayShare, change }: ViewMenuProps) {
  const router = useRouter();
  const path = usePathname();
  const [asked, setAsked] = useState<"rename" | "delete" | null>(null);
  const { id, name, shared, isDefault, isProjectDefault } = view;
  const run = async (input: ChangeView, done: string) => {
    const result = await settle(change(input));
    if (result.ok) notify.done(done);
    else notify.failed("View not changed", { description: result.message });
  };
  const choose = (of: "me" | "project", on: boolean) =>
    void run({ id, change: "default", of, on }, on ? "Shown first from now on" : "No longer shown first");
  const mayChange = !shared || mayShare;
  return (
    <>
      <Menu
        label={`View ${name}`}
        trigger={<IconButton icon={Ellipsis} size="s" label={`Change the view ${name}`} />}
      >
        {query !== null && (
          <MenuItem icon={Save} onSelect={() => void run({ id, change: "query", query }, "View saved")}>
            Save what is shown
          </MenuItem>
        )}
        {mayChange && (
          <MenuItem icon={Pencil} onSelect={() => setAsked("rename")}>
            Rename
          </MenuItem>
        )}
        <MenuItem icon={House} onSelect={() => choose("me", !isDefault)}>
          {isDefault ? "Do not show me this first" : "Show me this first"}
        </MenuItem>
        {shared && mayShare && (
          <MenuItem icon={House} onSelect={() => choose("project", !isProjectDefault)}>
            {isProjectDefault ? "Do not show everybody this first" : "Show everybody this first"}
          </MenuItem>
        )}
        {mayChange && (
          <MenuItem icon={Trash2} onSelect={() => setAsked("delete")}>
            Delete
          </MenuItem>
        )}
      </Menu>
      <Dialog
        title="Rename the view"
        open={asked === "rename"}
        onOpenChange={(open) => !open && setAsked(null)}
      >
        <Suspense fallback={<Skeleton className="h-24" />}>
          <RenameViewForm view={view} change={change} done={() => setAsked(null)} />
        </Suspense>
      </Dialog>
      <ConfirmDialog
        open={asked === "delete"}
        onOpenChange={(open) => !open && setAsked(null)}
        title={`Delete the view “${name}”?`}
        consequence={
          shared
            ? "It is gone for everybody in the project. The traces stay, and an address that holds its filter goes on showing them."
            : "The traces stay, and an address that holds its filter goes on showing them."
        }
        action="Delete view"
        onConfirm={async () => {
          const result = await settle(change({ id, change: "delete" }));
          if (!result.ok) throw new Error(result.message);
          router.replace(`${path}?view=${NO_VIEW}`);
        }}
      />
    </>
  );
}
