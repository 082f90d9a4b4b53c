// Starts the reference providers and WorkExec's messages, and has Pact for JavaScript verify the committed
// pacts: node check.mjs WXC
// WXC is the command `wxc`. That the verifier can fail is shown too: it must notice an operation that is down.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = join(fileURLToPath(new URL(".", import.meta.url)), "verify.mjs");
const started = [];

/** The address that a command of ours prints once it serves. */
function served(...command) {
  const server = spawn(process.argv[2], [...command, "--format", "json"], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(server);
  return new Promise((resolve, reject) => {
    let told = "";
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`wxc ${command.join(" ")} ended with ${code}`)));
    server.stdout.on("data", (chunk) => {
      told += chunk;
      const url = /"url": "(\S+)"/.exec(told)?.[1];
      if (url) resolve(url);
    });
  });
}

function verify(...urls) {
  const env = { ...process.env, PACT_DO_NOT_TRACK: "true" };
  return spawnSync(process.execPath, [script, ...urls], { env, encoding: "utf8", maxBuffer: 1 << 28 });
}

try {
  const [url, messages] = await Promise.all([served("providers", "serve"), served("workexec", "messages")]);
  const good = verify(url, messages);
  console.log(good.status === 0 ? good.stdout.trim().split("\n").at(-1) : good.stdout + good.stderr);
  await fetch(`${url}/__switch/calculateTax/down`, { method: "POST" });
  const broken = verify(url, messages);
  if (broken.status !== 1) console.error("An operation that is down was not noticed.");
  process.exitCode = good.status === 0 && broken.status === 1 ? 0 : 1;
} finally {
  for (const server of started) server.kill("SIGINT");
}
