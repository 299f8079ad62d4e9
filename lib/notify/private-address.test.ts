import { describe, expect, it } from "vitest";

import { refuseHost } from "./guarded-lookup";
import { refusalOf } from "./private-address";

describe("an address", () => {
  it.each([
    ["8.8.8.8", null],
    ["2606:4700::1111", null],
    ["::ffff:8.8.8.8", null],
    ["127.0.0.1", "private"],
    ["10.1.2.3", "private"],
    ["172.31.0.1", "private"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "private"],
    ["198.18.0.1", "private"],
    ["::1", "private"],
    ["fd12::1", "private"],
    ["::ffff:127.0.0.1", "private"],
    ["64:ff9b::10.0.0.1", "private"],
    ["64:ff9b::8.8.8.8", "private"],
    ["::ffff:a9fe:a9fe", "never"],
    ["169.254.169.254", "never"],
    ["169.254.170.2", "never"],
    ["100.100.100.200", "never"],
    ["::ffff:100.100.100.200", "never"],
    ["168.63.129.16", "never"],
    ["192.0.0.192", "never"],
    ["fd00:ec2::254", "never"],
    ["fd20:ce::254", "never"],
    ["0.0.0.0", "never"],
    ["224.0.0.1", "never"],
    ["240.0.0.1", "never"],
    ["255.255.255.255", "never"],
    ["192.0.2.1", "never"],
    ["::", "never"],
    ["::127.0.0.1", "never"],
    ["::8.8.8.8", "never"],
    ["fe80::1", "never"],
    ["fe80::1%eth0", "never"],
    ["fec0::1", "never"],
    ["ff02::1", "never"],
    ["2002:7f00:1::", "never"],
    ["2002:808:808::", "never"],
    ["2001:0:4136:e378::1", "never"],
    ["64:ff9b::169.254.169.254", "never"],
    ["64:ff9b:1::10.0.0.1", "never"],
    ["::ffff:0:127.0.0.1", "never"],
    ["2606:4700::5efe:127.0.0.1", "never"],
    ["2001:db8::1", "never"],
    ["100::1", "never"],
    ["4000::1", "never"],
  ])("%s: %s", (address, why) => {
    if (why === null) expect(refusalOf(address, false)).toBeNull();
    else expect(refusalOf(address, false)).toContain(why);
    expect(refusalOf(address, true) === null).toBe(why !== "never");
  });
});

describe("a host", () => {
  it.each([
    "http://metadata.google.internal/",
    "http://METADATA.google.internal./x",
    "http://metadata/",
    "http://instance-data.ec2.internal/",
    "http://0xa9fea9fe/",
    "http://[::ffff:169.254.169.254]/",
  ])("%s is refused before it is looked up, whatever the settings say", (url) =>
    expect(() => refuseHost(new URL(url), true)).toThrow("never sent to"),
  );

  it("whose name only resembles one is looked up", () =>
    expect(() => refuseHost(new URL("https://metadata-hooks.example/"), false)).not.toThrow());
});
