export { GET } from "@/app/api/v1/replay/[trace_id]/v1/models/route";
