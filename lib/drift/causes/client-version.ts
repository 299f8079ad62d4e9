import { mostFrequent, type Property, type Sample } from "./sampled";

/** Were they sent by another version of the SDK, or of the instrumentation? */
export const clientVersions = ({ since }: Sample): Property[] =>
  mostFrequent(since, ({ clients }) => clients, 12).map((client) => ({
    dimension: "client",
    value: client,
    label: client,
    name: `Client ${client}`,
    has: ({ clients }) => clients.includes(client),
    isKnown: ({ clients }) => clients.length > 0,
  }));
