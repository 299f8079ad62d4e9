import { createLoader } from "nuqs/server";

import { incidentsParams } from "@/components/incidents/search-params";

export const loadIncidentsParams = createLoader(incidentsParams);
