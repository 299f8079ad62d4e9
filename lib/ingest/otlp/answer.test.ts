import { describe, expect, it } from "vitest";

import { exportAnswer, statusAnswer } from "./answer";
import { decodeOtlp } from "./otlp.testing";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

describe("answers to an export", () => {
  it("are empty when everything was taken", () => {
    expect(exportAnswer("traces", "protobuf", 0).body).toHaveLength(0);
    expect(text(exportAnswer("traces", "json", 0).body)).toBe("{}");
  });

  it("tell how much was refused, in the request's encoding", () => {
    const long = "ø".repeat(200);
    expect(
      decodeOtlp("ExportTraceServiceResponse", exportAnswer("traces", "protobuf", 300, long).body),
    ).toEqual({ partialSuccess: { rejected: "300", errorMessage: long } });
    expect(JSON.parse(text(exportAnswer("logs", "json", 2, "why").body))).toEqual({
      partialSuccess: { rejectedLogRecords: "2", errorMessage: "why" },
    });
  });

  it("warn without refusing", () => {
    expect(
      decodeOtlp("ExportTraceServiceResponse", exportAnswer("traces", "protobuf", 0, "mind").body),
    ).toEqual({ partialSuccess: { errorMessage: "mind" } });
  });

  it("are google.rpc.Status on failure", () => {
    expect(decodeOtlp("RpcStatus", statusAnswer("protobuf", 3, "no").body)).toEqual({
      code: 3,
      message: "no",
    });
    expect(JSON.parse(text(statusAnswer("json", 3, "no").body))).toEqual({ code: 3, message: "no" });
  });
});
