// Starts the reference providers and has Pact for JavaScript verify the committed pacts: node check.mjs WXC
// WXC is the command `wxc`. That the verifier can fail is shown too: it must notice an operation that is down.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = join(fileURLToPath(new URL(".", import.meta.url)), "verify.mjs");
const providers = spawn(process.argv[2], ["providers", "serve", "--format", "json"], { stdio: ["ignore", "pipe", "inherit"] });

function address() {
  return new Promise((resolve, reject) => {
    let told = "";
    providers.on("error", reject);
    providers.on("exit", (code) => reject(new Error(`the reference providers ended with ${code}`)));
    providers.stdout.on("data", (chunk) => {
      told += chunk;
      const url = /"url": "(\S+)"/.exec(told)?.[1];
      if (url) resolve(url);
    });
  });
}

function verify(url) {
  const env = { ...process.env, PACT_DO_NOT_TRACK: "true" };
  return spawnSync(process.execPath, [script, url], { env, encoding: "utf8", maxBuffer: 1 << 28 });
}

try {
  const url = await address();
  const good = verify(url);
  console.log(good.status === 0 ? good.stdout.trim().split("\n").at(-1) : good.stdout + good.stderr);
  await fetch(`${url}/__switch/calculateTax/down`, { method: "POST" });
  const broken = verify(url);
  if (broken.status !== 1) console.error("An operation that is down was not noticed.");
  process.exitCode = good.status === 0 && broken.status === 1 ? 0 : 1;
} finally {
  providers.kill("SIGINT");
}
