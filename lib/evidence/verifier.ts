/**
 * What checks a file of evidence, as one piece of plain JavaScript for browsers and Node: the same text runs within the file, is offered
 * for download, and is what `recount verify` runs. It reads no network and asks nothing of Recount. What it checks, and in which order, is
 * written down for people in the README that every file carries (readme.ts). Whatever name it is saved under, it checks the file that it
 * is given and never ends well without a word; programs that load it set "recountVerifyIsLoaded" before.
 */
export const VERIFIER = String.raw`// Checks evidence of Recount. In Node: node recount-verify.js FILE [--key HEX] (a .json or .html file of evidence).
// In a browser it is part of the file itself. Needs no network. Node 20 or newer.
"use strict";
(function () {
  var K = [], H0 = [];
  // SHA-256, FIPS 180-4: its constants are the fractions of roots of primes.
  (function () {
    var frac = function (x) { return ((x - Math.floor(x)) * 4294967296) | 0; };
    for (var n = 2; K.length < 64; n++) {
      var prime = true;
      for (var d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
      if (!prime) continue;
      if (H0.length < 8) H0.push(frac(Math.sqrt(n)));
      K.push(frac(Math.cbrt(n)));
    }
  })();
  var W = new Int32Array(64);
  function sha256(bytes) {
    var size = bytes.length, padded = new Uint8Array(((size + 72) >> 6) << 6), view = new DataView(padded.buffer);
    padded.set(bytes);
    padded[size] = 128;
    view.setUint32(padded.length - 8, Math.floor(size / 536870912));
    view.setUint32(padded.length - 4, (size << 3) >>> 0);
    var h = H0.slice();
    for (var at = 0; at < padded.length; at += 64) {
      for (var i = 0; i < 64; i++) {
        if (i < 16) { W[i] = view.getInt32(at + i * 4); continue; }
        var x = W[i - 15], y = W[i - 2];
        var s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        var s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
      }
      var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], q = h[7];
      for (i = 0; i < 64; i++) {
        var S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        var t1 = (q + S1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
        var S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        var t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        q = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      h[0] = (h[0] + a) | 0; h[1] = (h[1] + b) | 0; h[2] = (h[2] + c) | 0; h[3] = (h[3] + d) | 0;
      h[4] = (h[4] + e) | 0; h[5] = (h[5] + f) | 0; h[6] = (h[6] + g) | 0; h[7] = (h[7] + q) | 0;
    }
    var out = new Uint8Array(32), write = new DataView(out.buffer);
    for (i = 0; i < 8; i++) write.setInt32(i * 4, h[i]);
    return out;
  }

  var utf8 = function (text) { return new TextEncoder().encode(text); };
  var hex = function (bytes) { return Array.from(bytes, function (b) { return (b < 16 ? "0" : "") + b.toString(16); }).join(""); };
  function unhex(text, length) {
    if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text) || (length && text.length !== 2 * length))
      throw new Error("is not " + (length || "") + " bytes in hex digits");
    var bytes = new Uint8Array(text.length / 2);
    for (var i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.substr(2 * i, 2), 16);
    return bytes;
  }
  function join() {
    var size = 0, at = 0, i;
    for (i = 0; i < arguments.length; i++) size += arguments[i].length;
    var all = new Uint8Array(size);
    for (i = 0; i < arguments.length; i++) { all.set(arguments[i], at); at += arguments[i].length; }
    return all;
  }
  var sha = function (text) { return hex(sha256(utf8(text))); };
  var leafHash = function (text) { return sha256(join([0], utf8(text))); };
  var nodeHash = function (left, right) { return sha256(join([1], left, right)); };

  // RFC 8785.
  function canonical(value) {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return "{" + Object.keys(value).sort().map(function (key) {
      return JSON.stringify(key) + ":" + canonical(value[key]);
    }).join(",") + "}";
  }

  var count = function (n, most) { return Number.isSafeInteger(n) && n >= 0 && (most === undefined || n <= most); };

  // RFC 9162, 2.1.3.2.
  function included(leaf, index, size, path, root) {
    if (!count(index) || !count(size) || index >= size) return false;
    var place = index, last = size - 1, hash = leaf;
    for (var i = 0; i < path.length; i++) {
      var other = unhex(path[i], 32);
      if (last === 0) return false;
      if (place % 2 === 1 || place === last) {
        hash = nodeHash(other, hash);
        while (place % 2 === 0 && place !== 0) { place /= 2; last = Math.floor(last / 2); }
      } else hash = nodeHash(hash, other);
      place = Math.floor(place / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 && hex(hash) === root;
  }
  // RFC 9162, 2.1.4.2.
  function begins(first, second, path) {
    if (!count(first.size, second.size)) return false;
    if (first.size === second.size) return path.length === 0 && first.root === second.root;
    if (first.size === 0) return path.length === 0;
    var place = first.size - 1, last = second.size - 1, list = path.slice();
    while (place % 2 === 1) { place = Math.floor(place / 2); last = Math.floor(last / 2); }
    if (place === 0) list.unshift(first.root);
    if (list.length === 0) return false;
    var old = unhex(list[0], 32), now = old;
    for (var i = 1; i < list.length; i++) {
      var other = unhex(list[i], 32);
      if (last === 0) return false;
      if (place % 2 === 1 || place === last) {
        old = nodeHash(other, old);
        now = nodeHash(other, now);
        while (place % 2 === 0 && place !== 0) { place /= 2; last = Math.floor(last / 2); }
      } else now = nodeHash(now, other);
      place = Math.floor(place / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 && hex(old) === first.root && hex(now) === second.root;
  }

  var inNode = typeof process !== "undefined" && !!process.versions && !!process.versions.node;
  async function signed(key, text, signature) {
    var bytes = utf8(text), raw = unhex(key, 32), sig = unhex(signature, 64);
    if (inNode) {
      var node = await import("node:crypto");
      var der = join(unhex("302a300506032b6570032100"), raw);
      return node.verify(null, bytes, node.createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" }), sig);
    }
    var subtle = crypto.subtle, imported;
    try { imported = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]); }
    catch (error) { throw new Error("cannot be checked: this browser knows no Ed25519. Use a newer one, or Node"); }
    return subtle.verify("Ed25519", imported, sig, bytes);
  }
  var signedText = function (what, text) { return "Recount " + what + " v1\n" + text; };

  // Says the first thing that is wrong, and where.
  function Wrong(where, what) { this.where = where; this.what = what; }
  function need(truth, where, what) { if (!truth) throw new Wrong(where, what); }
  async function at(where, run) {
    try { return await run(); }
    catch (error) { if (error instanceof Wrong) throw error; throw new Wrong(where, error.message); }
  }
  function parsed(text, where) {
    need(typeof text === "string", where, "is not text");
    try { var value = JSON.parse(text); } catch (error) { throw new Wrong(where, "is no JSON"); }
    need(canonical(value) === text, where, "is not in its canonical form (RFC 8785)");
    return value;
  }

  async function checkKeys(bundle, result) {
    need(Array.isArray(bundle.keys) && bundle.keys.length > 0, "keys", "are missing");
    var known = {}, before = null;
    for (var i = 0; i < bundle.keys.length; i++) {
      var entry = bundle.keys[i], where = "keys[" + i + "]", told = parsed(entry.announcement, where + ".announcement");
      need(told.number === i + 1, where, "is not key number " + (i + 1));
      need(told.previous === before, where, "does not name the key before it");
      var id = sha256Id(told.key, where);
      if (entry.signature === null) { if (i > 0) result.notes.push("Key " + id + " was not announced by the key before it: ask whose it is."); }
      else need(before !== null && (await signed(before, signedText("signing key", entry.announcement), entry.signature)), where, "its announcement is not signed by the key before it");
      known[id] = told.key;
      before = told.key;
    }
    return known;
  }
  function sha256Id(key, where) {
    try { return hex(sha256(unhex(key, 32))).slice(0, 16); } catch (error) { throw new Wrong(where, "its key " + error.message); }
  }

  async function checkManifest(bundle, keys, result) {
    var manifest = parsed(bundle.manifest, "manifest"), key = keys[bundle.manifest_key];
    need(key, "manifest", "names a key that is not in the file");
    need(await signed(key, signedText("manifest", bundle.manifest), bundle.manifest_signature), "manifest", "its signature is wrong: the file was put together by somebody else, or changed since");
    ["keys", "heads", "records", "receipts"].forEach(function (part) {
      need(manifest.parts && manifest.parts[part] === sha(canonical(bundle[part] === undefined ? null : bundle[part])), part, "are not what the manifest says: something was changed, added or taken away");
    });
    result.manifest = manifest;
    result.key = bundle.manifest_key;
    return manifest;
  }

  async function checkHeads(bundle, keys, manifest) {
    need(Array.isArray(bundle.heads), "heads", "are missing");
    var byName = {}, before = {};
    for (var i = 0; i < bundle.heads.length; i++) {
      var head = bundle.heads[i], where = "heads[" + i + "]", body = parsed(head.body, where + ".body");
      where += " (" + body.log + ", number " + body.number + ")";
      need(keys[body.key], where, "is signed by a key that is not in the file");
      need(await signed(keys[body.key], signedText("tree head", head.body), head.signature), where, "its signature is wrong");
      need(body.project === manifest.project, where, "is of another project");
      need(count(body.size) && count(body.number) && body.number > 0, where, "has no size or number");
      var last = before[body.log];
      if (last) {
        need(body.number > last.body.number, where, "stands in the wrong order");
        if (body.number === last.body.number + 1) need(body.previous === sha(last.text), where, "does not name the head before it");
        need(Array.isArray(head.consistency) && begins(last.body, body, head.consistency), where, "does not continue the tree of the head before it");
      }
      before[body.log] = { body: body, text: head.body };
      byName[body.log + " " + body.number] = body;
    }
    return byName;
  }

  function checkList(record, where, result) {
    need(Array.isArray(record.list), where, "has no list of fields");
    var text = "", fields = 0;
    record.list.forEach(function (entry, i) {
      var at = where + " field " + (entry && entry.path);
      need(entry && typeof entry.path === "string" && entry.path.indexOf("\n") < 0, where + " list[" + i + "]", "has no path");
      if (entry.same !== undefined) {
        need(count(entry.same) && count(entry.count) && entry.count > 0 && entry.same + entry.count <= fields, at, "refers to fields that do not stand before it");
        text += "= " + entry.same + "+" + entry.count + " " + entry.path + "\n";
        return;
      }
      need(entry.path.slice(0, 2) !== "= ", at, "has no path of a field");
      var hash = entry.hash;
      if (entry.salt !== undefined) {
        need(entry.hash === undefined && entry.value !== undefined, at, "has a salt and no value");
        hash = hex(sha256(join(unhexAt(entry.salt, 16, at), utf8(canonical(entry.value)))));
        result.shown++;
      } else {
        need(entry.value === undefined, at, "has a value that nothing proves");
        unhexAt(hash, 32, at);
        if (entry.state === "erased") result.erased++;
        else result.withheld++;
      }
      text += hash + " " + entry.path + "\n";
      fields++;
    });
    return sha(text);
  }
  function unhexAt(text, length, where) {
    try { return unhex(text, length); } catch (error) { throw new Wrong(where, error.message); }
  }

  async function checkRecords(bundle, heads, manifest, result) {
    need(Array.isArray(bundle.records), "records", "are missing");
    need(manifest.records === bundle.records.length, "records", "are " + bundle.records.length + " and not " + manifest.records);
    var seen = {};
    for (var i = 0; i < bundle.records.length; i++) {
      var record = bundle.records[i], leaf = record.leaf, where = "records[" + i + "]";
      need(leaf && typeof leaf === "object", where, "has no leaf");
      where += " (" + leaf.log + " " + leaf.subject + ", version " + leaf.version + ")";
      var list = checkList(record, where, result);
      need(list === leaf.fields, where, "its fields are not those that were sealed: one of them was changed, added, taken away or moved" + culprit(record));
      var head = heads[leaf.log + " " + record.head];
      need(head, where, "names a head that is not in the file");
      var path = record.proof;
      need(Array.isArray(path), where, "has no proof");
      await at(where + " proof", async function () {
        need(included(leafHash(canonical(leaf)), record.index, head.size, path, head.root), where, "does not stand at place " + record.index + " of the signed tree");
      });
      need(!seen[leaf.log + record.index], where, "stands in the file twice");
      seen[leaf.log + record.index] = true;
      result.records++;
    }
  }
  // The one field that a change is in cannot be told from its hash alone; what cannot be right by itself is.
  function culprit(record) {
    for (var i = 0; i < record.list.length; i++) if (record.list[i].value === null) return " (perhaps " + record.list[i].path + ")";
    return "";
  }

  async function checkReceipts(bundle, keys, result) {
    var before = null;
    for (var i = 0; i < (bundle.receipts || []).length; i++) {
      var line = bundle.receipts[i], where = "receipts[" + i + "]", receipt;
      try { receipt = JSON.parse(line); } catch (error) { throw new Wrong(where, "is no JSON"); }
      need(receipt.prev_hash === (before === null ? undefined : sha(before)), where, "does not name the line before it");
      var known = Object.keys(keys).some(function (id) { return keys[id] === receipt.public_key; });
      need(known, where, "is signed by a key that is not in the file");
      need(await signed(receipt.public_key, receiptText(receipt), receipt.signature), where, "its signature is wrong");
      before = line;
      result.receipts++;
    }
  }
  // draft-sahu-agent-action-receipts-00, section 4.
  function receiptText(receipt) {
    var order = ["step_id", "action_id", "params", "success", "ts_ms", "actor", "prev_hash"];
    return "{" + order.filter(function (name) { return receipt[name] !== undefined; }).map(function (name) {
      var value = receipt[name];
      if (name === "actor") value = "{" + ["agent", "user"].filter(function (k) { return value[k] !== undefined; }).map(function (k) { return JSON.stringify(k) + ":" + JSON.stringify(value[k]); }).join(",") + "}";
      else value = canonical(value);
      return JSON.stringify(name) + ":" + value;
    }).join(",") + "}";
  }

  // Gives { ok, where, what } and what was counted. trusted: public key (hex) or its id that must have signed.
  async function verify(bundle, trusted) {
    var result = { ok: false, where: null, what: null, records: 0, shown: 0, withheld: 0, erased: 0, receipts: 0, notes: [], key: null, manifest: null };
    try {
      need(bundle && typeof bundle === "object" && bundle.format === "recount-evidence/1", "file", "is no evidence of Recount in a form that is known here");
      var keys = await at("keys", function () { return checkKeys(bundle, result); });
      var manifest = await at("manifest", function () { return checkManifest(bundle, keys, result); });
      if (trusted) need(keys[bundle.manifest_key] === trusted || bundle.manifest_key === trusted, "manifest", "is signed by another key than the one that you trust");
      var heads = await at("heads", function () { return checkHeads(bundle, keys, manifest); });
      await at("records", function () { return checkRecords(bundle, heads, manifest, result); });
      await at("receipts", function () { return checkReceipts(bundle, keys, result); });
      result.ok = true;
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      result.where = error.where;
      result.what = error.what;
    }
    return result;
  }

  // What the file shows of a field, as text.
  function shownText(value, key) {
    if (key !== null) {
      if (value && typeof value.json === "string") { try { value = JSON.parse(value.json); } catch (error) { return null; } }
      value = value === null ? undefined : value[key];
    }
    if (value === undefined) return null;
    if (typeof value === "string") return value;
    if (value && typeof value === "object" && typeof value.json === "string" && Object.keys(value).length === 1) return value.json;
    return canonical(value);
  }
  function plain(text) {
    return text.replace(/\r\n?/g, "\n").replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\ufffd").replace(/\0/g, "\ufffd");
  }
  // Every text of the readable record that says which field it is. texts: [name, key, text].
  function checkShown(bundle, texts) {
    for (var i = 0; i < texts.length; i++) {
      var name = texts[i][0].split("."), record = bundle.records[+name[0]], entry = record && record.list[+name[1]];
      var said = entry && entry.salt !== undefined ? shownText(entry.value, texts[i][1]) : null;
      if (said === null || plain(said) !== plain(texts[i][2])) return { where: "page, " + (entry ? entry.path : "field " + texts[i][0]) + (texts[i][1] ? " " + texts[i][1] : ""), what: "shows something else than what was sealed" };
    }
    return null;
  }
  var SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  var unescaped = function (text) { return text.replace(/&(amp|lt|gt|quot|#39);/g, function (_, name) { return SIGNS[name]; }); };
  // Of a file as text: the evidence in it, and what its page shows.
  function readFile(text) {
    if (/^\s*\{/.test(text)) return { bundle: JSON.parse(text), texts: [], page: null };
    var data = /<script type="application\/json" id="evidence">([^]*?)<\/script>/.exec(text);
    if (!data) throw new Error("There is no evidence in this file");
    var end = data.index + data[0].length - 9, shell = text.slice(0, end - data[1].length) + text.slice(end);
    var page = /<!--record-->([^]*)<!--\/record-->/.exec(text), texts = [], each = /<\w+ [^>]*?data-f="([\d.]+)"(?: data-k="(\w+)")?[^>]*>([^<]*)</g, found;
    while (page && (found = each.exec(page[1]))) texts.push([found[1], found[2] || null, unescaped(found[3])]);
    return { bundle: JSON.parse(data[1]), texts: texts, page: page ? page[1] : "", shell: shell };
  }
  async function verifyText(text, trusted) {
    var file;
    try { file = readFile(text); } catch (error) { return { ok: false, where: "file", what: error.message, notes: [] }; }
    var result = await verify(file.bundle, trusted);
    if (!result.ok || file.page === null) return result;
    var wrong = checkShown(file.bundle, file.texts) || (sha(file.page) === result.manifest.page ? null : { where: "page", what: "is not the page that was signed" });
    if (!wrong && result.manifest.file && sha(file.shell) !== result.manifest.file) wrong = { where: "file", what: "is not the file that was signed: what stands around the record was changed" };
    if (wrong) { result.ok = false; result.where = wrong.where; result.what = wrong.what; }
    return result;
  }
  // What this page says: its title and texts, without white space and without what it says of this check.
  function pageWords(state) {
    var walk = document.createTreeWalker(document.body, 4), words = document.title, node;
    while ((node = walk.nextNode())) if (!state.contains(node) && !/^(SCRIPT|STYLE)$/.test(node.parentNode.nodeName)) words += node.data;
    return plain(words).replace(/[\s\ufffd]/g, "");
  }
  function sentence(result) {
    if (!result.ok) return "NOT VERIFIED. " + result.where + ": " + result.what + ".";
    var many = function (n, one, more) { return n + " " + (n === 1 ? one : more); };
    return "Verified. " + many(result.records, "record stands", "records stand") + " in the signed tree; " + many(result.shown, "field is", "fields are") + " what was sealed" +
      (result.withheld ? ", " + many(result.withheld, "is", "are") + " withheld" : "") + (result.erased ? ", " + many(result.erased, "was", "were") + " erased" : "") + ". Signed with key " + result.key + ".";
  }

  var api = { verify: verify, verifyText: verifyText, sentence: sentence, sha256: sha256, canonical: canonical, included: included, begins: begins };
  globalThis.recountVerify = api;

  if (inNode) {
    if (globalThis.recountVerifyIsLoaded) return;
    (async function () {
      var args = process.argv.slice(2), key = args.indexOf("--key"), trusted = key < 0 ? null : args.splice(key, 2)[1];
      if (args.length !== 1 || args[0] === "--help") { console.error("node recount-verify.js FILE [--key KEY]"); process.exit(args[0] === "--help" ? 0 : 2); }
      var fs = await import("node:fs"), result = await verifyText(fs.readFileSync(args[0], "utf8"), trusted);
      console.log(sentence(result));
      result.notes.forEach(function (note) { console.log(note); });
      if (result.ok && !trusted) console.log("Compare the key with one that you have from elsewhere: --key does so.");
      process.exit(result.ok ? 0 : 1);
    })().catch(function (error) { console.error(error.message); process.exit(2); });
    return;
  }
  if (typeof document === "undefined" || !document.getElementById("evidence")) return;
  (async function () {
    var state = document.getElementById("state"), bundle = JSON.parse(document.getElementById("evidence").textContent), result = await verify(bundle, null);
    if (result.ok) {
      var texts = Array.from(document.querySelectorAll("[data-f]"), function (el) { return [el.dataset.f, el.dataset.k || null, el.textContent]; });
      var wrong = checkShown(bundle, texts);
      if (!wrong && result.manifest.words && sha(pageWords(state)) !== result.manifest.words) wrong = { where: "page", what: "says something else than the page that was signed" };
      if (wrong) { result.ok = false; result.where = wrong.where; result.what = wrong.what; }
    }
    state.textContent = sentence(result) + (result.notes.length ? " " + result.notes.join(" ") : "");
    state.className = result.ok ? "verified" : "wrong";
    document.documentElement.dataset.verified = String(result.ok);
    var save = function (id, name, type, text) {
      var button = document.getElementById(id);
      if (!button) return;
      button.disabled = false;
      button.onclick = function () {
        var link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text()], { type: type }));
        link.download = name;
        link.click();
      };
    };
    save("save-json", "evidence.json", "application/json", function () { return document.getElementById("evidence").textContent; });
    save("save-readme", "README.txt", "text/plain", function () { return document.getElementById("readme").textContent; });
    save("save-verifier", "recount-verify.js", "text/javascript", function () { return document.getElementById("verifier").textContent; });
  })().catch(function (error) { document.getElementById("state").textContent = "NOT VERIFIED. " + error.message; });
})();
`;
