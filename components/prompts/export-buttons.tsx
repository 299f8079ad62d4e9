import { Download } from "lucide-react";

import { Button } from "@/components/ui/button";

/** What the page shows as a file. @param path of the route, with its query but for the format */
export const ExportButtons = ({ path }: { path: string }) =>
  (["csv", "json"] as const).map((format) => (
    <Button asChild size="s" key={format}>
      <a href={`${path}&format=${format}`} download>
        <Download aria-hidden className="size-3.5" />
        {format.toUpperCase()}
      </a>
    </Button>
  ));
