// Pricing, location and inventory, written from the contract document and its decisions alone.
// Prints {"port": n} when it listens; ends when its standard input does. BROKEN=<name> makes it wrong in one way.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { VARIANTS, behaviourOf } from "./behaviour.mjs";
import { isBlank } from "./checks.mjs";
import { parse } from "./exact.mjs";
import { deliverInventoryEvent } from "./inventory.mjs";
import { getApprovalPolicy } from "./location.mjs";
import { calculateTax, listTaxCodes } from "./pricing.mjs";
import { Query } from "./query.mjs";
import { Refusal, invalid } from "./refusal.mjs";
import { STATES } from "./states.mjs";
import { World } from "./world.mjs";

const JSON_TYPE = "application/json";
const ROUTES = {
  "/api/v1/pricing/tax-codes": { method: "GET", answer: listTaxCodes },
  "/api/v1/pricing/calculate-tax": { method: "POST", answer: calculateTax, takes: JSON_TYPE },
  "/api/v1/location/approval-policy": { method: "GET", answer: getApprovalPolicy },
  "/api/v1/inventory/events": {
    method: "POST",
    answer: deliverInventoryEvent,
    takes: "application/cloudevents+json",
    accepts: true,
  },
};

const variant = process.env.BROKEN ?? "";
if (!Object.hasOwn(VARIANTS, variant)) {
  console.error(`BROKEN=${variant} is no variant: expected one of ${Object.keys(VARIANTS).join(", ")}`);
  process.exit(2);
}
const behaviour = behaviourOf(variant);
let world = new World();

function reply({ method, url, headers }, bytes) {
  const [path, ...rest] = url.split("?");
  if (path === "/_pact/states" && method === "POST") return changeState(bytes);
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : null;
  if (route === null) throw new Refusal("NOT_FOUND");
  if (method !== route.method) throw new Refusal("METHOD_NOT_ALLOWED", { headers: { Allow: route.method } });
  if (!behaviour.authorized(headers.authorization ?? "")) throw new Refusal("UNAUTHORIZED");
  if (world.down.has(route.answer.name)) throw new Refusal("SERVICE_UNAVAILABLE");
  if (route.takes) checkType(headers["content-type"] ?? "", route.takes);
  const query = new Query(rest.join("?"));
  const body = route.answer({ query, headers, document: () => documentOf(bytes), world, behaviour });
  return { status: route.accepts ? behaviour.accepted : 200, body };
}

function checkType(given, wanted) {
  const [type, ...parameters] = given.toLowerCase().split(";").map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith("charset"))?.split("=")[1]?.replaceAll('"', "").trim();
  if (type !== wanted || !["utf-8", "utf8", undefined].includes(charset)) {
    throw invalid("Content-Type", `must be ${wanted} in UTF-8`);
  }
}

function documentOf(bytes) {
  try {
    return parse(bytes);
  } catch {
    throw invalid("body", "must be a JSON object");
  }
}

// Pact's state change; a tear-down brings back the rows as they were.
function changeState(bytes) {
  const { state, params, action } = { params: {}, action: "setup", ...parse(bytes) };
  if (!Object.hasOwn(STATES, state)) {
    const known = Object.keys(STATES);
    return { status: 400, body: { error: `unknown provider state: ${state}`, known } };
  }
  world = action === "teardown" ? new World() : world;
  if (action === "setup") STATES[state](world, params ?? {});
  return { status: 200, body: { state, action } };
}

function answer(request, bytes) {
  const given = request.headers["x-correlation-id"] ?? "";
  const correlationId = isBlank(given) ? randomUUID() : given;
  try {
    return { headers: {}, ...reply(request, bytes), correlationId };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, headers, body } = error;
    return { status, headers, body: { ...body, correlationId }, correlationId };
  }
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { status, headers, body, correlationId } = answer(request, Buffer.concat(chunks));
    response.writeHead(status, { ...headers, "Content-Type": JSON_TYPE, "X-Correlation-Id": correlationId });
    response.end(JSON.stringify(behaviour.finish(body)));
  });
});
server.keepAliveTimeout = 60_000; // a client that pauses keeps its connection
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("end", () => process.exit(0)).resume();
