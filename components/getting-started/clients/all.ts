import type { ClientGuide } from "./client";
import { curl } from "./curl";
import { nodeOtel } from "./node-otel";
import { openinferenceJs } from "./openinference-js";
import { openinferencePython } from "./openinference-python";
import { pythonOtel } from "./python-otel";
import { vercelAi } from "./vercel-ai";

/** In the order of the tabs. */
export const CLIENTS: readonly ClientGuide[] = [
  curl,
  nodeOtel,
  pythonOtel,
  vercelAi,
  openinferenceJs,
  openinferencePython,
];

export const clientById = (id: string): ClientGuide => CLIENTS.find((client) => client.id === id) ?? curl;
