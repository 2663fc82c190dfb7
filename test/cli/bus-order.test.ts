import { describe, expect, test } from 'vitest'
import { recordBus } from '../support/bus-recorder.js'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { startScene } from '../support/scene.js'

/** The calls and replies on the bus until the first session, that session included. */
const untilSession = (events: string[]): string[] =>
  events.slice(0, events.indexOf('<OpenSession') + 1 || undefined)

describe.skipIf(!keychainAvailable)(`the calls on the bus ${keychainReason}`, () => {
  test('of a write, a hit, a miss and a logout never begin with OpenSession', async () => {
    await using keychain = await startKeychain()
    await using bus = await recordBus(keychain)
    await using scene = await startScene()
    const env = { ...bus.env, ROLECALL_KEY_FILE: '', ROLECALL_STORE: 'keychain' }
    const connectionsOf = async (...args: string[]): Promise<[code: unknown, string[][]]> => {
      bus.connections.length = 0
      const { code } = await scene.rolecall(args, { env })
      return [code, [...bus.connections]]
    }

    // A miss that needs a code, and rolecall cannot prompt.
    expect(await connectionsOf('process', 'dev')).toMatchObject([4, [expect.anything()]])
    expect(bus.connections.flat()).toContain('SearchItems')
    expect(bus.connections.flat()).not.toContain('OpenSession')

    const code = scene.sts.freshCode(scene.serial)
    const [status, [login = [], ...others]] = await connectionsOf(
      'login',
      'dev',
      '--mfa-code',
      code,
    )
    expect([status, others]).toEqual([0, []])
    expect(untilSession(login).slice(-3)).toEqual(['<Get', 'OpenSession', '<OpenSession'])

    expect(await connectionsOf('process', 'dev')).toEqual([
      0,
      [['SearchItems', '<SearchItems', 'OpenSession', '<OpenSession', 'GetSecret', '<GetSecret']],
    ])

    const [left, logout] = await connectionsOf('logout', '--all')
    expect(left).toBe(0)
    expect(logout.flat()).toContain('<Delete')
    expect(logout.flat()).not.toContain('OpenSession')

    // No connection has ever more than its first call open when a session is opened.
    expect([login, ...logout].every(([first]) => first !== 'OpenSession')).toBe(true)
  })

  test('of the other commands open no session', async () => {
    await using keychain = await startKeychain()
    await using bus = await recordBus(keychain)
    await using scene = await startScene()
    const env = { ...bus.env, ROLECALL_KEY_FILE: '' }
    for (const args of [['store'], ['status'], ['list'], ['explain', 'dev'], ['store', 'auto']]) {
      expect(await scene.rolecall(args, { env })).toMatchObject({ code: 0 })
    }
    expect(bus.connections.flat()).not.toContain('OpenSession')
    expect(bus.connections.flat()).not.toEqual([])
  })
})
