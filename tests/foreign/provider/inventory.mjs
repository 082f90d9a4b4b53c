// Inventory: takes the event about used parts, once for each key.

import { amount, count, dateTime, flag, isBlank, list, matching, object, oneOf, signedAmount, text } from "./checks.mjs";
import { canonical } from "./exact.mjs";
import { Refusal, invalid, refuseIf } from "./refusal.mjs";

const UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const EVENT = object({
  specversion: oneOf("1.0"),
  type: oneOf("com.durion.workexec.workorder.parts_usage_recorded"),
  source: oneOf("https://durion.platform/workexec"),
  id: matching(new RegExp(`^evt(?:-[a-z0-9]+)*-${UUID}$`)),
  time: dateTime,
  datacontenttype: oneOf("application/json"),
  subject: text,
  dataschema: matching(/^https:\/\/durion\.platform\/schemas\/workexec\/[^/\u0000-\u0020]+$/),
  traceparent: matching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/),
  "durion:domain": oneOf("workexec"),
  "durion:version": matching(/^v\d+$/),
  "durion:environment": oneOf("production", "staging", "development"),
  data: object({
    workorderId: text,
    locationId: text,
    customerId: text,
    completedAt: dateTime,
    completedBy: text,
    parts: list(
      object({
        workorderPartId: text,
        productId: text,
        sku: text,
        quantity: count,
        unitPrice: amount,
        usageQuantity: count,
        declined: flag,
        emergency: flag,
      }),
    ),
    totalCost: signedAmount,
    correlationId: text,
  }),
});

export function deliverInventoryEvent({ headers, document, world, behaviour }) {
  const key = headers["idempotency-key"] ?? "";
  if (isBlank(key)) throw invalid("Idempotency-Key", "must not be blank");
  const event = document();
  refuseIf(EVENT(event, ""));
  if (key !== event.id) throw invalid("Idempotency-Key", "must be the id of the event");
  const body = canonical(event);
  const first = world.accepted.get(key);
  if (first !== undefined) return first.body === body ? first.answer : behaviour.conflict(first.answer);
  const answer = { eventId: event.id, status: "ACCEPTED" };
  world.accepted.set(key, { body, answer });
  return answer;
}

export const conflict = ({ eventId }) => {
  throw new Refusal("IDEMPOTENCY_CONFLICT", { existingResourceId: eventId });
};
