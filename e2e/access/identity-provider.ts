import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** An OpenID provider that lets in whoever the test says: its next code is theirs. */
export interface IdentityProvider {
  issuer: string;
  /** @returns the code that a browser would bring back from the provider */
  codeFor: (claims: { sub: string; email: string }, nonce: string) => string;
  close: () => void;
}

export const CLIENT_ID = "recount";

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, object>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = (body: unknown) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(body));
      };
      if (request.url === "/.well-known/openid-configuration")
        answer({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      else if (request.url === "/keys")
        answer({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
      else {
        const code = new URLSearchParams(Buffer.concat(chunks).toString()).get("code") ?? "";
        const seconds = Math.floor(Date.now() / 1000);
        const claims = { iss: issuer, aud: CLIENT_ID, iat: seconds, exp: seconds + 300, ...codes.get(code) };
        answer({ access_token: "x", token_type: "Bearer", id_token: tokenOf(claims) });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const tokenOf = (claims: object) => {
    const signed = `${part({ alg: "RS256", kid: "1", typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url")}`;
  };
  return {
    issuer,
    codeFor: (claims, nonce) => {
      const code = randomUUID();
      codes.set(code, { ...claims, email_verified: true, nonce });
      return code;
    },
    close: () => void server.close(),
  };
}
