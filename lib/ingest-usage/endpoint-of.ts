const MAX_DOOR = 40;

/** The name of the endpoint at a path, before the endpoint itself has said it: the last word of the path but for endpoints with several paths. */
export function endpointOf(pathname: string): string {
  const parts = pathname.split("/").filter((part) => part !== "");
  if (parts.at(-2) === "v1") return parts.at(-1) as string;
  if (parts[0] === "api" && parts[1] === "public") return "langfuse";
  if (parts.includes("runs")) return "langsmith";
  return (parts.at(-1) ?? "unknown").slice(0, MAX_DOOR);
}
