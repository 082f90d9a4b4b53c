// Judges the generated documents with stock tools: node lint.mjs [folder, default documents/]
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";

const tools = fileURLToPath(new URL(".", import.meta.url));
const documents = resolve(process.argv[2] ?? join(tools, "..", "..", "documents"));

function yamlFiles(kind) {
  const folder = join(documents, kind);
  let names = [];
  try {
    names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  if (names.length === 0) {
    console.error(`No documents to lint: expected *.yaml in ${folder}. Write them with: make regenerate`);
    process.exit(1);
  }
  return names.map((name) => join(folder, name));
}

function lintOpenApi(files) {
  const cli = join(tools, "node_modules", "@redocly", "cli", "bin", "cli.js");
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const config = join(tools, "redocly.yaml");
  const run = spawnSync(process.execPath, [cli, "lint", "--config", config, ...files], { env, stdio: "inherit" });
  if (run.error) throw run.error;
  return run.status === 0;
}

async function parseAsyncApi(file) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"), { source: file });
  const errors = diagnostics.filter((found) => found.severity === DiagnosticSeverity.Error);
  const name = relative(process.cwd(), file);
  for (const { range, path, code, message } of errors) {
    console.error(`${name}:${range.start.line + 1}:${range.start.character + 1} ${code} at /${path.join("/")}: ${message}`);
  }
  const valid = document !== undefined && errors.length === 0;
  console.log(`${name}: ${valid ? "valid AsyncAPI" : `${errors.length} error(s)`}`);
  return valid;
}

const openApi = yamlFiles("openapi");
const asyncApi = yamlFiles("asyncapi");
const verdicts = [lintOpenApi(openApi)];
for (const file of asyncApi) verdicts.push(await parseAsyncApi(file));
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
