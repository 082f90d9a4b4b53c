// Provider states in the words of the pacts: what each makes true of the world. One line for each state.

import { GOODS, POLICY } from "./world.mjs";

export const STATES = {
  "a location {locationId} without approval policy": (world, { locationId }) => {
    world.locations.add(locationId);
    world.policies.delete(locationId);
  },
  "a location {locationId} with an approval policy": (world, { locationId }) => {
    world.locations.add(locationId);
    world.policies.set(locationId, { ...POLICY, locationId });
  },
  "no location {locationId}": (world, { locationId }) => {
    world.locations.delete(locationId);
    world.policies.delete(locationId);
    world.taxCodes.delete(locationId);
  },
  "a location {locationId} with the tax code {taxCode}": (world, { locationId, taxCode }) => {
    world.locations.add(locationId);
    world.taxCodes.set(locationId, [{ ...GOODS, taxCode }]);
  },
  "the {domain} service is down": (world, { domain }) => {
    world.down.add(domain);
  },
};
