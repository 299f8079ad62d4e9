"use client";

import { BookmarkPlus } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { lazy } from "react";

import { FormDialog } from "@/components/ui/form-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";

import { viewHref, type Views } from "./views";

const SaveViewForm = lazy(() =>
  import("./save-view-form").then(({ SaveViewForm: form }) => ({ default: form })),
);

/** Keeps the list as it is shown under a name. */
export function SaveView({ query, ...views }: { query: string } & Pick<Views, "save" | "mayShare">) {
  const router = useRouter();
  const path = usePathname();
  return (
    <FormDialog
      title="Save this view"
      description="Filter, range, environment and columns of this list, under a name above it."
      trigger={<IconButton icon={BookmarkPlus} label="Save this view" />}
    >
      {(done) => (
        <SaveViewForm
          {...views}
          query={query}
          done={(id) => {
            done();
            notify.done("View saved");
            router.replace(viewHref(path, { id, query }));
          }}
        />
      )}
    </FormDialog>
  );
}
