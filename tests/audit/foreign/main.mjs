// A WorkExec in another language, with paths and bodies of its own, written from the contract document.
// NEIGHBOURS is the base URL of all neighbours, TTL_FACTOR makes caches shorter, BROKEN names one fault.
import http from "node:http";
import { randomUUID } from "node:crypto";
import { Down, Refused, event, read, write } from "./neighbours.mjs";

const quotes = new Map(), jobs = new Map(), mails = new Map();
const nextId = (kind) => `${kind}-${randomUUID().slice(0, 8)}`;
const is = (name) => process.env.BROKEN === name;
const cents = (value) => Math.round((value + Number.EPSILON) * 100) / 100;
const now = () => new Date().toISOString().replace(/\.\d+/, "");

class Answer extends Error {
  constructor(status, body) { super(String(status)); Object.assign(this, { status, body }); }
}
const known = (map, id) => map.get(id) ?? (() => { throw new Answer(404, { error: `no ${id}` }); })();

async function shown(who, path, name) {
  try { return (await read(who, path)).body[name]; } catch (error) {
    if (error instanceof Down || error instanceof Refused) return "unknown";
    throw error;
  }
}

async function taxed(who, quote, lines) {
  const items = lines.map(({ itemId, itemType, subtotal, taxCode }) => ({ itemId, itemType, subtotal, taxCode }));
  return (await write(who, "/api/v1/pricing/calculate-tax", { locationId: quote.location, items })).body;
}

async function add(who, quote, line) {
  const lines = [...quote.lines, { ...line, itemId: `${quote.id}-${quote.lines.length + 1}` }];
  quote.tax = (await taxed(who, quote, lines)).totalTax;
  quote.lines = lines;
  return [201, quote];
}

// An event that must be acknowledged: kept until it is, and sent again as it was.
async function confirmed(who, mail) {
  if (mail.done) return;
  await event(who, mail);
  mail.done = true;
}

// One that nobody waits for: given up, it waits for its replay.
function background(who, mail) {
  mails.set(mail.id, mail);
  event(who, mail).then(() => { mail.done = true; }, () => { mail.dead = true; });
}

function mail(who, domain, name, prefix, subject, data) {
  const id = `evt-${prefix}-${randomUUID()}`;
  const hex = () => randomUUID().replaceAll("-", "");
  const trace = who.trace ?? hex();
  const envelope = {
    specversion: "1.0", type: `com.durion.workexec.workorder.${name}`, source: "https://durion.platform/workexec",
    id, time: now(), datacontenttype: "application/json", subject,
    dataschema: "https://durion.platform/schemas/workexec/v1", traceparent: `00-${trace}-${hex().slice(0, 16)}-01`,
    "durion:domain": "workexec", "durion:version": "v1", "durion:environment": "development",
    data: { ...data, correlationId: `corr-${randomUUID()}` },
  };
  return { id, domain, trace, correlation: envelope.data.correlationId, body: JSON.stringify(envelope) };
}

function bill(who, job, supervisor) {
  const quote = quotes.get(job.quote), at = now();
  const whose = { workorderId: job.id, locationId: quote.location, customerId: quote.customer };
  const parts = quote.lines.filter((line) => line.itemType === "PART").map((line, at_) => ({
    workorderPartId: `${job.id}-P${at_}`, productId: line.productId, sku: line.sku, quantity: line.quantity,
    unitPrice: line.unitPrice, usageQuantity: line.quantity, declined: false, emergency: false }));
  const labor = quote.lines.filter((line) => line.itemType === "LABOR").map((line) => ({
    serviceId: line.serviceId, description: line.name, laborUnits: line.units, unitRate: line.rate, amount: line.subtotal }));
  const sum = (type) => cents(quote.lines.filter((l) => l.itemType === type).reduce((all, l) => all + l.subtotal, 0));
  const [partsTotal, laborTotal, taxTotal] = [sum("PART"), sum("LABOR"), quote.tax];
  const totals = { partsTotal, laborTotal, taxTotal, grandTotal: cents(partsTotal + laborTotal + taxTotal), parts, labor };
  const snap = `${job.id}-SNAP`;
  return {
    stock: mail(who, "inventory", "parts_usage_recorded", "parts-usage", job.id,
      { ...whose, completedAt: at, completedBy: supervisor, parts, totalCost: partsTotal }),
    order: mail(who, "order", "ready_for_billing", "ready-billing", job.id,
      { ...whose, billableSnapshot: { workorderSnapshotId: snap, capturedAt: at, ...totals } }),
    ledger: mail(who, "accounting", "snapshot_finalized", "snap-finalized", `${job.id}|${snap}`,
      { ...whose, workorderSnapshotId: snap, estimateId: job.quote, finalizedAt: at, finalizedBy: supervisor, billableSnapshot: totals }),
  };
}

const search = (path) => async (who, _ids, _body, query) => [200, (await read(who, `${path}?${query}`)).body];
const routes = [
  ["POST", "/v2/quotes", async (who, _ids, { cust, car, site }) => {
    const quote = { id: nextId("Q"), customer: cust, vehicle: car, location: site, lines: [], tax: 0, state: "OPEN" };
    const name = await shown(who, `/api/v1/crm/customer/${cust}`, "name");
    if (is("crm-blocks") && name === "unknown") throw new Answer(503, { error: "no CRM" });
    const vin = await shown(who, `/api/v1/crm/vehicle/${car}`, "vin");
    quotes.set(quote.id, quote);
    return [201, { quote: { id: quote.id }, name, vin }];
  }],
  ["POST", "/v2/quotes/:q/parts", async (who, { q }, { code, count }) => {
    const quote = known(quotes, q);
    const found = (await read(who, `/api/v1/product/parts/search?query=${encodeURIComponent(code)}`)).body;
    const part = found.items.find((item) => item.sku === code);
    if (!part) throw new Answer(404, { error: `no ${code}` });
    if (is("needless")) await read(who, `/api/v1/crm/vehicles/search?customerId=${quote.customer}`);
    const { productId, sku, name, unitPrice, taxCode } = part;
    return add(who, quote, { itemType: "PART", productId, sku, name, quantity: count, unitPrice, taxCode, subtotal: cents(unitPrice * count) });
  }],
  ["POST", "/v2/quotes/:q/work", async (who, { q }, { title }) => {
    const quote = known(quotes, q);
    const found = (await read(who, `/api/v1/product/services/search?query=${encodeURIComponent(title)}`)).body;
    const { serviceId, name, laborUnits, unitRate, taxCode } = found.items.find((item) => item.name === title);
    return add(who, quote, { itemType: "LABOR", serviceId, name, units: laborUnits, rate: unitRate, taxCode, subtotal: cents(laborUnits * unitRate) });
  }],
  ["GET", "/v2/quotes/:q/total", async (who, { q }) => {
    const quote = known(quotes, q);
    const tax = await taxed(who, quote, quote.lines);
    const terms = (await read(who, `/api/v1/location/approval-policy?locationId=${quote.location}`)).body;
    return [200, { ...tax, terms: terms.legalTermsText }];
  }],
  ["POST", "/v2/quotes/:q/ok", async (who, { q }, { by }) => {
    const quote = known(quotes, q);
    quote.record ??= { key: randomUUID(), body: { eventType: "ESTIMATE_APPROVED", resourceType: "ESTIMATE", resourceId: q,
      userId: by, action: "APPROVE", metadata: { customerId: quote.customer }, timestamp: now() } };
    if (is("new-record")) quote.record.key = randomUUID();
    try { await write(who, "/api/v1/audit/events", quote.record.body, quote.record.key); } catch (error) {
      if (!(is("unrecorded") && error instanceof Down)) throw error;
    }
    const job = { id: nextId("J"), quote: q, state: "APPROVED" };
    jobs.set(job.id, job);
    return [200, { job: { no: job.id } }];
  }],
  ["POST", "/v2/jobs/:j/state", async (who, { j }, { to, tech, slot }) => {
    const job = known(jobs, j), quote = quotes.get(job.quote);
    background(who, mail(who, "shopmgmt", "status_changed", "status", j, { workorderId: j, previousStatus: job.state, newStatus: to,
      locationId: quote.location, customerId: quote.customer, technicianId: tech, appointmentId: slot, statusChangedAt: now(), statusChangedBy: tech }));
    job.state = to;
    return [200, { state: to }];
  }],
  ["POST", "/v2/jobs/:j/clock", async (who, { j }, { ref, tech, from, to, pause, minutes }) => {
    const job = known(jobs, j), quote = quotes.get(job.quote), key = `${j}/${ref}`;
    if (!mails.has(key)) mails.set(key, mail(who, "people", "work_session_recorded", "session", `${j}|${ref}`, {
      workorderId: j, workSessionId: ref, personId: tech, locationId: quote.location, startTime: from, endTime: to,
      breakDurationMinutes: pause, billableMinutes: minutes, workType: "LABOR", status: "COMPLETED", recordedAt: now(), recordedBy: tech }));
    await confirmed(who, mails.get(key));
    return [201, { ref }];
  }],
  ["POST", "/v2/jobs/:j/close", async (who, { j }, { boss }) => {
    const job = known(jobs, j);
    if (!job.bill) { job.bill = bill(who, job, boss); background(who, job.bill.stock); }
    const both = await Promise.allSettled([confirmed(who, job.bill.order), confirmed(who, job.bill.ledger)]);
    const wrong = both.find((one) => one.status === "rejected");
    if (wrong) throw wrong.reason;
    return [200, { closed: j }];
  }],
  ["GET", "/v2/find/parts", search("/api/v1/product/parts/search")],
  ["GET", "/v2/find/services", search("/api/v1/product/services/search")],
  ["GET", "/v2/find/people", search("/api/v1/crm/customers/search")],
  ["GET", "/v2/find/cars", search("/api/v1/crm/vehicles/search")],
  ["GET", "/v2/taxes", search("/api/v1/pricing/tax-codes")],
  ["GET", "/v2/terms", search("/api/v1/location/approval-policy")],
  ["GET", "/v2/people/:c", async (who, { c }) => [200, (await read(who, `/api/v1/crm/customer/${c}`)).body]],
  ["GET", "/v2/cars/:v", async (who, { v }) => [200, (await read(who, `/api/v1/crm/vehicle/${v}`)).body]],
  ["POST", "/v2/dead/:e", async (who, { e }) => {
    const dead = known(mails, e);
    await event(who, dead);
    return [200, { sent: e }];
  }],
];

const patterns = routes.map(([method, path, step]) => [method, new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), step]);

async function answer(request, body) {
  const [path, query] = request.url.split("?");
  const route = patterns.find(([method, pattern]) => method === request.method && pattern.test(path));
  if (!route) throw new Answer(404, { error: "no such path" });
  const who = { token: request.headers["x-session"], correlation: request.headers["x-request-id"] ?? randomUUID(),
    trace: request.headers.traceparent?.split("-")[1] };
  const ids = Object.fromEntries(Object.entries(path.match(route[1]).groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
  return route[2](who, ids, body ? JSON.parse(body) : {}, query ?? "");
}

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", async () => {
    let told;
    try { told = await answer(request, body); } catch (error) {
      if (error instanceof Answer) told = [error.status, error.body];
      else if (error instanceof Refused) told = [error.status, { error: error.message }];
      else if (error instanceof Down) told = [503, { error: "try again" }];
      else told = [500, { error: String(error) }];
    }
    response.writeHead(told[0], { "Content-Type": "application/json" });
    response.end(JSON.stringify(told[1]));
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("end", () => process.exit(0)).resume(); // whoever started it has gone
