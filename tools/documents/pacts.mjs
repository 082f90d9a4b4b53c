// Judges the committed pacts by the OpenAPI documents: node pacts.mjs [project folder, default this one]
// Messages are left to tests/pacts: the comparator takes every open object of AsyncAPI for a closed one.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const tools = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(process.argv[2] ?? join(tools, "..", ".."));
const cli = join(tools, "node_modules", "@pactflow", "openapi-pact-comparator", "dist", "cli.cjs");

const falseAlarms = [
  // 160.79 is no multiple of 0.01 in binary; it is where its cents are whole but for rounding.
  ({ message, mockDetails }) =>
    message.endsWith("must be multiple of 0.01") &&
    Math.abs(mockDetails.value * 100 - Math.round(mockDetails.value * 100)) < 1e-6,
  // The comparator trims a path before it looks for its template, so a blank parameter is none.
  ({ code, mockDetails }) => code === "request.path-or-method.unknown" && mockDetails.value.endsWith("/%20"),
];

function compare(openApi, pact) {
  const run = spawnSync(process.execPath, [cli, "--oas", openApi, pact], { encoding: "utf8" });
  if (run.error || run.stdout === "") throw run.error ?? new Error(run.stderr);
  return JSON.parse(run.stdout).filter((found) => found.type === "error" && !falseAlarms.some((is) => is(found)));
}

const folder = join(root, "documents", "openapi");
let compared = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith(".yaml")).sort()) {
  const owner = /^  x-owner: (\S+)$/m.exec(readFileSync(join(folder, name), "utf8"))?.[1];
  const pact = join(root, "pacts", `workexec-${owner}.json`);
  if (!existsSync(pact)) {
    console.error(`${name}: no pact at ${pact}. Write it with: make pacts`);
    process.exitCode = 1;
    continue;
  }
  const errors = compare(join(folder, name), pact);
  for (const { message, mockDetails } of errors) {
    console.error(`${pact}: ${mockDetails.interactionDescription}: ${message} (${mockDetails.location})`);
  }
  console.log(`pacts/workexec-${owner}.json: ${errors.length === 0 ? `within ${name}` : `${errors.length} error(s)`}`);
  if (errors.length > 0) process.exitCode = 1;
  compared += 1;
}
if (compared === 0) {
  console.error(`Nothing to compare: expected documents in ${folder}. Write them with: make regenerate`);
  process.exitCode = 1;
}
