import { mostFrequent, type Property, type Sample } from "./sampled";

/** Are more of them one user's, or of one group of users (a tag), than before? */
export const userVolume = ({ since }: Sample): Property[] => [
  ...mostFrequent(since, ({ user }) => (user === null ? [] : [user]), 5).map((user): Property => ({
    dimension: "user",
    value: user,
    label: user,
    name: `User ${user}`,
    has: (one) => one.user === user,
    isKnown: (one) => one.user !== null,
    isVolume: true,
  })),
  ...mostFrequent(since, ({ interaction }) => interaction.tags, 8).map((tag): Property => ({
    dimension: "tag",
    value: tag,
    label: tag,
    name: `Tag ${tag}`,
    has: ({ interaction }) => interaction.tags.includes(tag),
    isVolume: true,
  })),
];
