import { describe, expect, test } from 'vitest'
import type { PlanCase } from './case.js'
import { expectDocumented } from './documented.js'
import { ENDPOINTS } from './endpoints.js'
import { lastInput, plan, rolesOf, sourceInWords } from './planned.js'
import { ROLES } from './roles.js'
import { SOURCES } from './sources.js'

describe.each([
  ['roles', ROLES],
  ['sources', SOURCES],
  ['endpoints', ENDPOINTS],
])('%s are resolved as the SDKs resolve them', (_, cases) => {
  test.each(cases)('$from: $what', (one) => {
    expectDocumented(one.choice)
    if (one.error) expect(() => plan(offMachine(one))).toThrow(one.error)
    else expectPlanned(one)
  })
})

/** On an instance, a profile without credentials would have those of the instance. */
function offMachine(one: PlanCase): PlanCase {
  return { ...one, env: { AWS_EC2_METADATA_DISABLED: 'true', ...one.env } }
}

function expectPlanned(one: PlanCase): void {
  const planned = plan(one)
  if (one.signs !== undefined) expect(sourceInWords(planned.source)).toBe(one.signs)
  if (one.roles !== undefined) expect(rolesOf(planned)).toEqual(one.roles)
  if (one.last !== undefined) expect(lastInput(planned)).toMatchObject(defined(one.last))
  for (const [name, value] of Object.entries(one.target ?? {})) {
    expect(planned.target[name as keyof typeof planned.target], name).toBe(value)
  }
}

/** A member that must be absent. */
function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
