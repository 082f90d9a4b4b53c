// Verifies the committed pacts with Pact for JavaScript: node verify.mjs BASE_URL MESSAGES_URL [project folder]
// BASE_URL is where `wxc providers serve` answers, MESSAGES_URL where `wxc workexec messages` does.
// Every interaction has to be verified, pending ones too.
import { readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Verifier } from "@pact-foundation/pact";

const [baseUrl, messagesUrl, project] = process.argv.slice(2);
if (!baseUrl || !messagesUrl) {
  console.error("usage: node verify.mjs BASE_URL MESSAGES_URL [project folder]");
  console.error("  fix: wxc providers serve --port 9000, wxc workexec messages --port 9001, then");
  console.error("       node verify.mjs http://127.0.0.1:9000 http://127.0.0.1:9001/messages");
  process.exit(2);
}
const messages = new URL(messagesUrl);
const folder = join(resolve(project ?? join(fileURLToPath(new URL(".", import.meta.url)), "..", "..")), "pacts");
const scratch = mkdtempSync(join(tmpdir(), "pacts-"));

async function post(path, options = {}) {
  const answer = await fetch(baseUrl + path, { method: "POST", ...options });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

/** What has to be done for a state; the dataset of the reference providers has all of the rows. */
function handlersOf(pact) {
  const handlers = {};
  for (const { request, providerStates = [] } of pact.interactions) {
    for (const { name } of providerStates) {
      handlers[name] ??= async () => {};
      if (name === "the service is down") {
        handlers[name] = {
          setup: ({ operation }) => post(`/__switch/${operation}/down`),
          teardown: ({ operation }) => post(`/__switch/${operation}/ok`),
        };
      }
      if (name.startsWith("the key {key} was used")) {
        const type = request.headers["Content-Type"] ?? request.headers["content-type"];
        handlers[name] = {
          setup: ({ key, body }) =>
            post(request.path, {
              body: JSON.stringify(body),
              headers: { Authorization: "Bearer a.b.c", "Content-Type": [type].flat()[0], "Idempotency-Key": key },
            }),
          teardown: async () => {},
        };
      }
    }
  }
  return handlers;
}

/** A failing interaction that is pending does not fail a verifier: so here none is. */
function withoutPending(name, pact) {
  const file = join(scratch, name);
  writeFileSync(file, JSON.stringify(pact, (key, value) => (key === "pending" ? false : value)));
  return file;
}

let verified = 0;
try {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json")).sort()) {
    const pact = JSON.parse(readFileSync(join(folder, name), "utf8"));
    const ofMessages = pact.interactions[0].type !== "Synchronous/HTTP";
    await post("/__reset");
    await new Verifier({
      provider: pact.provider.name,
      providerBaseUrl: ofMessages ? messages.origin : baseUrl,
      ...(ofMessages && { transports: [{ protocol: "message", port: Number(messages.port), path: messages.pathname }] }),
      pactUrls: [withoutPending(name, pact)],
      stateHandlers: handlersOf(pact),
      logLevel: "error",
    }).verifyProvider();
    verified += pact.interactions.length;
    console.log(`${name}: ${pact.interactions.length} interactions verified`);
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true });
}
if (verified === 0) process.exitCode ||= 3;
console.log(`${verified} interactions verified by Pact for JavaScript`);
