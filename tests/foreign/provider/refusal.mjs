// A request that is refused, as the contract words it.

const ERRORS = {
  UNAUTHORIZED: [401, "A bearer token is required"],
  NOT_FOUND: [404, "Resource not found"],
  METHOD_NOT_ALLOWED: [405, "Method not allowed"],
  VALIDATION_ERROR: [400, "The request is not valid"],
  SERVICE_UNAVAILABLE: [503, "Service temporarily unavailable"],
  IDEMPOTENCY_CONFLICT: [409, "The idempotency key was used with another body"],
  MISSING_TAX_CODE: [400, "Item missing required tax code"],
  TAX_CODE_NOT_CONFIGURED: [409, "Tax code not configured for location"],
  LOCATION_NOT_FOUND: [404, "Location does not exist"],
  APPROVAL_POLICY_NOT_CONFIGURED: [409, "No approval policy configured for location"],
};

export class Refusal extends Error {
  constructor(code, { fieldErrors, existingResourceId, headers = {} } = {}) {
    super(code);
    const [status, message] = ERRORS[code];
    Object.assign(this, { code, status, headers });
    this.body = { code, message, correlationId: null, fieldErrors, existingResourceId };
  }
}

export const invalid = (field, message) => new Refusal("VALIDATION_ERROR", { fieldErrors: [{ field, message }] });

export function refuseIf(faults, code = "VALIDATION_ERROR") {
  if (faults.length > 0) throw new Refusal(code, { fieldErrors: faults });
}
