// Provider states in the words of the pacts: what each makes true of the world. One entry for each state.

import { canonical } from "./exact.mjs";

export const STATES = {
  "": () => {}, // an interaction without states: Pact's verifier calls all the same
  "the approval policy {locationId} exists": (world, policy) => {
    world.locations.add(policy.locationId);
    world.policies.set(policy.locationId, policy);
  },
  "a location {locationId} without approval policy": (world, { locationId }) => {
    world.locations.add(locationId);
    world.policies.delete(locationId);
  },
  "no location exists with locationId {locationId}": (world, { locationId }) => {
    world.locations.delete(locationId);
    world.policies.delete(locationId);
  },
  "the tax code {id} exists": (world, { id: _, locationId, ...code }) => {
    const codes = world.taxCodes.get(locationId) ?? [];
    const at = codes.findIndex(({ taxCode }) => taxCode === code.taxCode);
    world.taxCodes.set(locationId, at < 0 ? [...codes, code] : codes.with(at, code));
  },
  "no tax code exists with locationId {locationId}": (world, { locationId }) => {
    world.taxCodes.delete(locationId);
  },
  "no tax code exists with locationId {locationId} and taxCode {taxCode}": (world, { locationId, taxCode }) => {
    const codes = world.taxCodes.get(locationId) ?? [];
    world.taxCodes.set(locationId, codes.filter((code) => code.taxCode !== taxCode));
  },
  "the service is down": (world, { operation }) => {
    world.down.add(operation);
  },
  "the caller has no token": () => {},
  "the key {key} was used for this body": remember,
  "the key {key} was used for another body": remember,
};

function remember(world, { key, body }) {
  world.accepted.set(key, { body: canonical(body), answer: { eventId: body.id, status: "ACCEPTED" } });
}
