import { expect, test } from 'vitest'
import type { Session } from '../../src/core/credentials.js'
import { isoSeconds } from '../../src/core/credentials.js'
import { RolecallError, type ErrorCode } from '../../src/core/errors.js'
import type { Plan } from '../../src/core/plan.js'
import { obtain, type ObtainPorts } from '../../src/session/obtain.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const ISSUED = { at: NOW - 3000_000, serverOffset: 0, bootId: '', uptime: 0 }
const OLD: Session = {
  accessKeyId: 'ASIAOLD',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: isoSeconds(NOW + 600_000),
  issued: ISSUED,
}
const TARGET = { region: 'eu-west-1' }
const PLAN: Plan = {
  profile: 'dev',
  chain: ['dev'],
  source: { kind: 'environment', accessKeyId: 'AKIA', temporary: false },
  steps: [{ operation: 'GetSessionToken', target: TARGET, input: { DurationSeconds: 3600 } }],
  target: TARGET,
  notes: [],
}

/** A cache with ten minutes left of its one session, and a step that fails. */
function worldWhereItFails(code: ErrorCode): ObtainPorts {
  return {
    began: NOW,
    now: () => ({ at: NOW, bootId: '', uptime: 0 }),
    source: () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }),
    issue: () => Promise.reject(new RolecallError(code, 'as said')),
    cache: { read: () => Promise.resolve(OLD), write: () => Promise.resolve() },
    singleFlight: (_key, work) => work(),
    refusals: { read: () => undefined, write: () => undefined },
  }
}

test.each<ErrorCode>(['failed', 'refused', 'interaction'])(
  'where a new session fails as %s, the old one is handed out while it lives',
  async (code) => {
    expect(await obtain(PLAN, worldWhereItFails(code))).toEqual(OLD)
    const anew = obtain(PLAN, worldWhereItFails(code), { refresh: 'last' })
    await expect(anew).rejects.toMatchObject({ code, message: 'as said' })
  },
)

test('who declines gets nothing, not the old session: a command that was stopped must not run', async () => {
  const declined = obtain(PLAN, worldWhereItFails('interrupted'))
  await expect(declined).rejects.toMatchObject({ code: 'interrupted' })
})
