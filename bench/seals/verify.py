"""The verifier of evidence a second time, written from the README that every file carries. For tests only.

python3 verify.py FILE... checks files; without arguments it reads lines of JSON, one file each, and prints "ok" or what is wrong for each.
Needs the package `cryptography` for Ed25519, and nothing else.
"""

import hashlib
import json
import math
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    pass


def need(truth, what):
    if not truth:
        raise Wrong(what)


def utf8(text):
    # A lone surrogate has no UTF-8; it is written as an escape before it comes here.
    return text.encode("utf-8")


def number(value):
    """A number as ECMAScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        value = float(value)
    if math.isnan(value) or math.isinf(value):
        raise Wrong("a number that JSON does not have")
    if value == 0:
        return "0"
    if value < 0:
        return "-" + number(-value)
    mantissa, _, exponent = repr(value).partition("e")
    digits = mantissa.replace(".", "")
    point = len(mantissa.split(".")[0]) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0") or "0"
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    sign = "+" if point > 0 else "-"
    return digits[0] + ("." + digits[1:] if count > 1 else "") + "e" + sign + str(abs(point - 1))


SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def quoted(text):
    out = []
    for sign in text:
        code = ord(sign)
        if code in SHORT:
            out.append(SHORT[code])
        elif code < 32 or 0xD800 <= code <= 0xDFFF:
            out.append("\\u%04x" % code)
        else:
            out.append(sign)
    return '"' + "".join(out) + '"'


def canonical(value):
    if value is None:
        return "null"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (bool, int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    # By UTF-16 units.
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(quoted(key) + ":" + canonical(value[key]) for key in keys) + "}"


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else utf8(data))


def unhex(text, length):
    need(isinstance(text, str) and text == text.lower() and len(text) == 2 * length, "no hex digits of that length")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Wrong("no hex digits") from None


def signed(key, what, text, signature):
    data = utf8("Recount %s v1\n%s" % (what, text)) if what else utf8(text)
    try:
        Ed25519PublicKey.from_public_bytes(unhex(key, 32)).verify(unhex(signature, 64), data)
        return True
    except (InvalidSignature, ValueError):
        return False


def parsed(text):
    need(isinstance(text, str), "no text")
    value = json.loads(text)
    need(canonical(value) == text, "not in its canonical form")
    return value


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def node(left, right):
    return sha(b"\x01" + left + right).digest()


def included(leaf, index, size, path, root):
    need(is_count(index) and is_count(size) and index < size, "a place that the tree does not have")
    place, last, result = index, size - 1, leaf
    for item in path:
        other = unhex(item, 32)
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node(other, result)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            result = node(result, other)
        place >>= 1
        last >>= 1
    return last == 0 and result.hex() == root


def continues(first, second, path):
    m, n = first["size"], second["size"]
    if m > n:
        return False
    if m == n:
        return not path and first["root"] == second["root"]
    if m == 0:
        return not path
    path = [unhex(item, 32) for item in path]
    if m & (m - 1) == 0:
        path = [unhex(first["root"], 32)] + path
    if not path:
        return False
    place, last = m - 1, n - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node(other, old), node(other, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node(new, other)
        place >>= 1
        last >>= 1
    return last == 0 and old.hex() == first["root"] and new.hex() == second["root"]


def read_keys(bundle):
    known, before = {}, None
    need(bundle["keys"], "no keys")
    for n, entry in enumerate(bundle["keys"]):
        told = parsed(entry["announcement"])
        need(told["number"] == n + 1 and told["previous"] == before, "keys[%d] does not follow" % n)
        if entry["signature"] is not None:
            need(before and signed(before, "signing key", entry["announcement"], entry["signature"]), "keys[%d] signature" % n)
        known[sha(unhex(told["key"], 32)).hexdigest()[:16]] = told["key"]
        before = told["key"]
    return known


def read_heads(bundle, keys, project):
    heads, before = {}, {}
    for n, head in enumerate(bundle["heads"]):
        body = parsed(head["body"])
        need(body["key"] in keys and signed(keys[body["key"]], "tree head", head["body"], head["signature"]), "heads[%d] signature" % n)
        need(body["project"] == project and is_count(body["size"]) and is_count(body["number"]) and body["number"] > 0, "heads[%d]" % n)
        last = before.get(body["log"])
        if last:
            need(body["number"] > last[0]["number"], "heads[%d] order" % n)
            if body["number"] == last[0]["number"] + 1:
                need(body["previous"] == sha(last[1]).hexdigest(), "heads[%d] chain" % n)
            need(isinstance(head["consistency"], list) and continues(last[0], body, head["consistency"]), "heads[%d] consistency" % n)
        before[body["log"]] = (body, head["body"])
        heads[body["log"], body["number"]] = body
    return heads


def list_hash(entries):
    lines, fields = [], 0
    for entry in entries:
        path = entry["path"]
        need(isinstance(path, str) and "\n" not in path, "a path")
        if "same" in entry:
            need(is_count(entry["same"]) and is_count(entry["count"]) and entry["count"] > 0 and entry["same"] + entry["count"] <= fields, path + " reference")
            lines.append("= %d+%d %s\n" % (entry["same"], entry["count"], path))
            continue
        need(not path.startswith("= "), "a path")
        if "salt" in entry:
            need("value" in entry and "hash" not in entry, path)
            digest = sha(unhex(entry["salt"], 16) + utf8(canonical(entry["value"]))).hexdigest()
        else:
            need("value" not in entry, path + " has a value that nothing proves")
            digest = unhex(entry["hash"], 32).hex()
        lines.append(digest + " " + path + "\n")
        fields += 1
    return sha("".join(lines)).hexdigest()


def check(bundle):
    need(bundle["format"] == "recount-evidence/1", "format")
    keys = read_keys(bundle)
    manifest = parsed(bundle["manifest"])
    key = keys.get(bundle["manifest_key"])
    need(key and signed(key, "manifest", bundle["manifest"], bundle["manifest_signature"]), "manifest signature")
    for part in ("keys", "heads", "records", "receipts"):
        need(manifest["parts"][part] == sha(canonical(bundle.get(part))).hexdigest(), part + " are not those of the manifest")
    heads = read_heads(bundle, keys, manifest["project"])
    need(manifest["records"] == len(bundle["records"]), "records are missing")
    seen = set()
    for n, record in enumerate(bundle["records"]):
        leaf = record["leaf"]
        need(list_hash(record["list"]) == leaf["fields"], "records[%d] fields" % n)
        head = heads.get((leaf["log"], record["head"]))
        need(head, "records[%d] head" % n)
        leaf_hash = sha(b"\x00" + utf8(canonical(leaf))).digest()
        need(included(leaf_hash, record["index"], head["size"], record["proof"], head["root"]), "records[%d] proof" % n)
        need((leaf["log"], record["index"]) not in seen, "records[%d] twice" % n)
        seen.add((leaf["log"], record["index"]))
    before = None
    for n, line in enumerate(bundle["receipts"]):
        receipt = json.loads(line)
        need(receipt.get("prev_hash") == (None if before is None else sha(before).hexdigest()), "receipts[%d] chain" % n)
        need(receipt["public_key"] in keys.values(), "receipts[%d] key" % n)
        members = []
        for name in ("step_id", "action_id", "params", "success", "ts_ms", "actor", "prev_hash"):
            if name in receipt:
                value = receipt[name]
                text = canonical(value) if name != "actor" else "{%s}" % ",".join(quoted(k) + ":" + quoted(value[k]) for k in ("agent", "user") if k in value)
                members.append(quoted(name) + ":" + text)
        need(signed(receipt["public_key"], None, "{%s}" % ",".join(members), receipt["signature"]), "receipts[%d] signature" % n)
        before = line


def verdict(text):
    try:
        check(json.loads(text))
        return "ok"
    except Wrong as error:
        return str(error)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return "%s: %s" % (type(error).__name__, error)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            with open(name, encoding="utf-8") as file:
                print(verdict(file.read()))
    else:
        for line in sys.stdin:
            print(verdict(line), flush=True)
