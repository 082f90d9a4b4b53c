// Location: how an estimate is approved there.

import { Refusal } from "./refusal.mjs";

export function getApprovalPolicy({ query, world }) {
  const locationId = query.required("locationId");
  const policy = world.policies.get(locationId);
  if (policy !== undefined) return policy;
  throw new Refusal(world.locations.has(locationId) ? "APPROVAL_POLICY_NOT_CONFIGURED" : "LOCATION_NOT_FOUND");
}
